"""Each figure that the Northumberland briefing printed, reproduced from the demo.

The briefing says “18 cases” and “63 audits returned”; the seven figures it gives as shares “of
cases” are shares of returns, each with a denominator of its own. The counts are a construction
that gives every printed figure under half-up rounding; they are not the board's own data.
"""

from dataclasses import dataclass

import pytest

from audits.models import Audit
from reports.counting import AuditFigures, audit_figures
from reports.figures import Figure
from reports.partitions import Part
from tests.demo.loading import loaded_demo


@dataclass(frozen=True)
class Published:
    """What was printed, and the honest count behind it."""

    words: str
    measure: str
    n: int
    d: int
    percent: int
    not_applicable: int = 0


FIGURES = (
    Published("In only 37% of cases was a chronology recorded", "chronology", 23, 62, 37),
    Published("In 66% insufficient evidence about the father", "father-information", 41, 62, 66),
    Published("In 26% of cases there was evidence of drift", "drift", 16, 62, 26),
    Published("Only half of the cases show children seen alone", "seen-alone", 31, 62, 50),
    Published("Information sharing positive in over 70%", "information-shared", 44, 62, 71),
    Published("Risks identified and responded to in almost 70%", "risk-responded", 43, 62, 69),
    Published("Management oversight appropriate in 88%", "management-oversight", 53, 60, 88, 2),
)


@pytest.fixture(scope="module")
def counted(django_db_setup, django_db_blocker):
    with loaded_demo(django_db_blocker):
        yield audit_figures(Audit.objects.get(reference_prefix="NEG25"))


def test_eighteen_cases_were_reviewed(counted: AuditFigures):
    assert counted.facts["cases"] == 18


def test_sixty_three_audits_were_returned(counted: AuditFigures):
    assert counted.facts["returns"] == counted.facts["expected"] == 63


def test_six_kinds_of_agency_took_part(counted: AuditFigures):
    assert counted.facts["agencies"] == 6
    assert set(counted.figures["chronology"].breakdown) == {
        "Children’s social care",
        "Health",
        "Police",
        "Education",
        "Early help",
        "Housing",
    }


def test_the_other_forty_five_cells_are_explained_so_that_all_add_up(counted: AuditFigures):
    assert counted.facts["explained"] == 45
    assert counted.facts["returns"] + counted.facts["explained"] == 18 * 6


@pytest.mark.parametrize("published", FIGURES, ids=lambda published: published.words)
def test_a_published_figure_is_reproduced(counted: AuditFigures, published: Published):
    figure = counted.figures[published.measure]
    assert figure.rule.unit == "return"
    assert (figure.n, figure.d, figure.percent) == (published.n, published.d, published.percent)


@pytest.mark.parametrize("published", FIGURES, ids=lambda published: published.words)
def test_what_was_left_out_is_said_and_adds_up_to_sixty_three(
    counted: AuditFigures, published: Published
):
    figure: Figure = counted.figures[published.measure]
    left_out = {Part.MISSING: 1}
    if published.not_applicable:
        left_out[Part.NOT_APPLICABLE] = published.not_applicable
    assert figure.left_out == left_out
    assert figure.d + figure.left_out_total == 63
    assert sum(part.expected for part in figure.breakdown.values()) == 63


@pytest.mark.parametrize("published", FIGURES, ids=lambda published: published.words)
def test_a_silent_record_stays_in_the_denominator(counted: AuditFigures, published: Published):
    partition = counted.figures[published.measure].partition
    assert partition.not_recorded > 0
    assert partition.counted + partition.not_counted + partition.not_recorded == published.d


def test_no_one_denominator_would_have_given_them_all(counted: AuditFigures):
    """Why each figure keeps its own: the printed per cents fit no single d up to 63."""
    percents = {37, 66, 26, 88}
    figures = [counted.figures[each.measure] for each in FIGURES]
    assert percents <= {figure.percent for figure in figures}
    assert {figure.d for figure in figures} == {60, 62}
