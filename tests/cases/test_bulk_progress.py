import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Sector
from cases.bulk_progress import sections_done
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    """Two sections; the second has an optional question, and one asked only after a “no”."""
    draft = factories.draft_version()
    factories.question(factories.section(draft))
    second = factories.section(draft)
    gate = factories.question(second)
    factories.question(second, "text", required=False)
    factories.question(second, show_when={"question": gate.key, "is": ["no"]})
    return factories.published(draft)


def done(found) -> str:
    return str(sections_done([found])[found.pk])


def start(version, **values):
    """A return with these answers by question key; a pair gives the state and the value."""
    made = factories.audit_return(audit=factories.audit(version))
    for key, given in values.items():
        question = version.questions.get(key=key.replace("_", "-"))
        state, value = given if isinstance(given, tuple) else ("answered", given)
        factories.answer(made, question, value, state=state)
    return made


def test_nothing_answered_is_no_section_finished(version):
    assert done(start(version)) == "0/2"


def test_an_optional_blank_does_not_keep_a_section_open(version):
    assert done(start(version, question_2_1="yes")) == "1/2"


def test_an_answer_that_asks_another_question_reopens_the_section(version):
    assert done(start(version, question_1_1="yes", question_2_1="no")) == "1/2"


def test_an_optional_answer_alone_does_not_finish_a_section(version):
    assert done(start(version, question_2_2="Some text.")) == "0/2"


@pytest.mark.parametrize("state", ["not_applicable", "not_recorded"])
def test_an_honest_non_answer_finishes_a_question(version, state):
    assert done(start(version, question_1_1=(state, None))) == "1/2"


def test_a_confirmed_blank_does_not_finish_a_required_question(version):
    assert done(start(version, question_1_1=("missing", None))) == "0/2"


def test_a_section_for_other_sectors_is_not_counted():
    draft = factories.draft_version()
    factories.question(factories.section(draft))
    factories.question(factories.section(draft, sectors=[Sector.POLICE]))
    assert done(start(factories.published(draft))) == "0/1"


def test_many_returns_take_as_many_queries_as_one(version):
    audit = factories.audit(version)
    returns = [factories.answered_return(audit=audit) for _ in range(5)]
    sections_done(returns)  # from here on the tool is in memory
    taken = []
    for some in (returns[:1], returns):
        with CaptureQueriesContext(connection) as queries:
            sections_done(some)
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_no_returns_ask_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert sections_done([]) == {}


@pytest.mark.parametrize(
    ("scores", "words"), [({"clean": 1}, "0/1"), ({"clean": 1, "warm": 0}, "1/1")]
)
def test_a_half_scored_block_leaves_its_section_open(scores, words):
    draft = factories.draft_version()
    part = factories.section(draft)
    factories.question(part, "items", items=["clean", "warm"], key="scores", required=False)
    factories.question(part, "prompt", required=False)
    assert done(start(factories.published(draft), scores=scores)) == words
