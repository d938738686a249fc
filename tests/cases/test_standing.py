from datetime import date, timedelta

import pytest

from audits.models import Audit
from cases.models import AuditReturn
from cases.standing import OVERDUE, standing_of
from tests import factories

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
DUE = date(2026, 11, 20)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("days", [0, 1])
def test_the_list_of_audits_counts_a_return_as_its_standing_says(status, days):
    found = factories.move(factories.answered_return(due_on=DUE), status)
    today = DUE + timedelta(days=days)
    (audit,) = Audit.objects.with_progress(today)
    assert (audit.expected, audit.arrived, audit.late) == (
        AuditReturn.objects.expected().count(),
        status in AuditReturn.HANDED_IN,
        standing_of(found, today).status == OVERDUE,
    )
