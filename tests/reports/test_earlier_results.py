"""What survives of an earlier audit: how it is kept, how it is said, and that it is no figure."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from reports import figures, wording
from reports.earlier_results import CountAlone, EarlierShare, PercentAlone, as_json, said
from reports.models import EarlierAudit, EarlierResult
from tests import factories

ALONE = [PercentAlone(Decimal(37)), CountAlone(12)]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (PercentAlone(Decimal("37.0"), "return"), "37% of returns; of how many is not known"),
        (PercentAlone(Decimal("37.5")), "37.5%; of what and of how many is not known"),
        (PercentAlone(Decimal("100.0"), "case"), "100% of cases; of how many is not known"),
        (PercentAlone(Decimal(0), "case"), "0% of cases; of how many is not known"),
        (CountAlone(12, "case"), "12 cases; of how many is not known"),
        (CountAlone(1, "child"), "1 child; of how many is not known"),
        (CountAlone(1200), "1,200; of what and of how many is not known"),
        (EarlierShare(12, 30, "return"), "40% of returns (12 of 30)"),
        (EarlierShare(9, 18, "case"), "9 of 18 cases"),
        (EarlierShare(12, 30), "40% (12 of 30); of what is not known"),
        (EarlierShare(9, 18), "9 of 18; of what is not known"),
    ],
)
def test_a_result_says_what_is_not_known(result, words):
    assert said(result) == words


def test_the_partnership_decides_from_how_many_a_per_cent_is_given():
    assert said(EarlierShare(9, 18, "case"), 10) == "50% of cases (9 of 18)"


@pytest.mark.parametrize("result", ALONE)
def test_what_survives_alone_has_no_denominator_for_any_arithmetic_to_take(result):
    assert not {"n", "d", "partition", "rule"} & {each.name for each in fields(result)}
    assert as_json(result)["has_denominator"] is False
    for computes in (
        wording.count,
        wording.percent,
        wording.share,
        wording.in_words,
        wording.sentence,
        lambda each: figures.fingerprint([each]),
    ):
        with pytest.raises(AttributeError):
            computes(result)


def test_a_row_has_no_names_of_a_figure():
    columns = {each.name for each in EarlierResult._meta.get_fields()}
    assert not {"n", "d", "partition", "rule"} & columns


@pytest.fixture
def earlier(db):
    return factories.earlier_audit(factories.measured_version().tool)


KEPT = [
    {"percent": "0"},
    {"percent": "37.5", "unit": "return"},
    {"percent": "100"},
    {"count": 0},
    {"count": 12},
    {"count": 30, "out_of": 30, "unit": "child", "note": "From the minutes."},
]
REFUSED = [
    {},
    {"percent": "100.1"},
    {"percent": "-1"},
    {"percent": "37", "count": 12},
    {"percent": "37", "out_of": 30},
    {"percent": "37", "count": 12, "out_of": 30},
    {"out_of": 30},
    {"count": -1},
    {"count": 0, "out_of": 0},
    {"count": 31, "out_of": 30},
    {"count": 1, "unit": "family"},
]


@pytest.mark.parametrize("result", KEPT, ids=str)
def test_exactly_one_shape_is_kept(earlier, result):
    EarlierResult.objects.create(audit=earlier, measure="m", **result)


@pytest.mark.parametrize("result", REFUSED, ids=str)
def test_any_other_shape_is_refused_by_the_database(earlier, result):
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierResult.objects.bulk_create([EarlierResult(audit=earlier, measure="m", **result)])


def test_a_measure_has_one_result_in_an_earlier_audit(earlier):
    EarlierResult.objects.create(audit=earlier, measure="m", count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierResult.objects.create(audit=earlier, measure="m", percent=3)


@pytest.mark.parametrize(
    "wrong", [{"source": ""}, {"source": "  "}, {"name": ""}, {"month": date(2020, 5, 2)}], ids=str
)
def test_an_earlier_audit_says_where_it_comes_from_and_when_it_was(earlier, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.earlier_audit(earlier.tool, **wrong)


def test_an_earlier_audit_is_entered_once(earlier):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.earlier_audit(earlier.tool, name=earlier.name)
    assert EarlierAudit.objects.count() == 1
