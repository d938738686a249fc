"""The briefing of the first audit: words written for the demo, numbers left to the figures."""

from pathlib import Path

import yaml

from agencies.models import User
from audits.models import Audit
from reports.models import Briefing, Quote
from reports.services import create_briefing

TEXTS = Path(__file__).with_name("briefing.yaml")


def write_briefing(*, audit: Audit, by: User) -> Briefing:
    """A draft, so that a visitor can have its PDF made and send it for review."""
    quote = Quote.objects.approved().filter(audit=audit, speaker=Quote.Speaker.PANEL).first()
    return create_briefing(audit=audit, by=by, content=texts() | {"quote": str(quote.pk)})


def texts() -> dict[str, str]:
    """Field by field; a list in the file fills numbered fields from 1."""
    content = {}
    for name, text in yaml.safe_load(TEXTS.read_text()).items():
        if isinstance(text, list):
            content |= {f"{name}.{place}": each for place, each in enumerate(text, start=1)}
        else:
            content[name] = text
    return content
