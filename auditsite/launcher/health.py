"""A container's health check: `python -m auditsite.launcher.health` exits 0 when ready."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

PATIENCE = 5  # seconds


def is_ready(address: str, *, host: str | None = None) -> bool:
    """`host` is the public name, when the application answers to no other."""
    request = urllib.request.Request(f"{address}/health/ready")
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


if __name__ == "__main__":
    public_name = urlsplit(os.environ.get("SITE_URL", "")).netloc
    sys.exit(not is_ready("http://127.0.0.1:8000", host=public_name))
