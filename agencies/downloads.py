"""Files for a browser to keep or show."""

from django.http import HttpResponse


def file_response(content, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Kept by no cache. Inline: the browser shows it where it can, as it does a PDF."""
    how = "inline" if inline else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(bytes(content), content_type=content_type, headers=headers)
