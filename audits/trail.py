"""The trail above a page that lies under the list of audits, or under one of them."""

from django.urls import reverse

from audits.models import Audit

Crumb = tuple[str, str]  # label, address


def under_audits(*pages: Crumb) -> list[Crumb]:
    return [("Audits", reverse("audits:list")), *pages]


def under_audit(audit: Audit, *pages: Crumb) -> list[Crumb]:
    """“Audits, this audit”, and the pages that lie between it and the one that is shown."""
    return under_audits((audit.name, reverse("cases:audit", args=[audit.pk])), *pages)
