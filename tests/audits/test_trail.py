"""The trail above a page is written in one place."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from audits.trail import under_audit, under_audits
from tests import factories

HOME = "audits/trail.py"


@pytest.mark.django_db
def test_a_page_of_an_audit_lies_under_it_and_under_the_list():
    audit = factories.audit(name="Neglect deep dive")
    here = ("Neglect deep dive", reverse("cases:audit", args=[audit.pk]))
    assert under_audit(audit, ("Sample", "/x/")) == [*under_audits(here), ("Sample", "/x/")]


def test_no_page_writes_the_way_to_the_list_of_audits_by_hand():
    root = Path(settings.BASE_DIR)
    code = [path for app in ("audits", "cases", "reports") for path in root.glob(f"{app}/**/*.py")]
    written = [path for path in code if '("Audits", ' in path.read_text()]
    assert [str(path.relative_to(root)) for path in written if "tests" not in path.parts] == [HOME]
