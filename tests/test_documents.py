"""What can be checked about the documents is."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_status_diagrams_are_made_from_the_tables():
    call_command("status_docs", check=True)


def test_the_readme_stays_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 150


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_link_and_file_a_document_names_exists(document):
    text = document.read_text()
    linked = re.findall(r"\]\((?!http|#)([^)#]+)", text)
    named = re.findall(r"`((?:bin|docs|auditsite|reports|cases|audits|agencies)/[\w./-]+)`", text)
    missing = [
        name
        for name in linked + named
        if not (document.parent / name).exists() and not (ROOT / name).exists()
    ]
    assert missing == []
