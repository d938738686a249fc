"""Sending the builder's forms as a browser without JavaScript would."""

from django.urls import reverse


def address(version, name, *keys) -> str:
    return reverse(f"audits:{name}", args=[version.pk, *keys])


def shown_in(response) -> dict[str, object]:
    """Every field of the page's form with what it shows."""
    context = response.context
    data = {"seen": context["version"].revision}
    for form in [context["form"], *_rows_of(context)]:
        for field in form:
            value = field.value()
            value = ("on" if value else None) if isinstance(value, bool) else value
            if value not in (None, ""):
                data[field.html_name] = value
    return data


def _rows_of(context):
    rows = context.get("items") or context.get("rows")
    return [rows.management_form, *rows.forms] if rows is not None else []


def send(client, url, shown=None, **changes):
    """Fill in the page as it is shown, or as it was, with these changes; None empties a field."""
    data = (shown or shown_in(client.get(url))) | changes
    data = {name: value for name, value in data.items() if value is not None}
    return client.post(url, data, follow=True)


def said_in(response) -> str:
    return response.content.decode()
