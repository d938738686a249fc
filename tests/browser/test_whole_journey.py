"""A return of forty questions from its first answer to its approval, by keyboard and by phone."""

import pytest

from agencies.rls import acting_as_system
from audits.models import Question
from cases.models import AuditReturn
from tests import factories
from tests.browser.people import PASSWORD, PHONE, AtKeyboard, OnPhone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Kind = Question.Kind
SECTIONS, QUESTIONS = 5, 8
SUBJECTS = ("plan", "visits", "school", "home", "father", "health", "risk", "review")


def forty_questions():
    version = factories.draft_version()
    kinds = {3: Kind.NUMBER, 5: Kind.TEXT, 6: Kind.CHOICES}
    for part in range(1, SECTIONS + 1):
        section = factories.section(version, title=f"Part {part}")
        for at, subject in enumerate(SUBJECTS, start=1):
            kind = kinds.get(at, Kind.CHOICE)
            text = f"What of the {subject} in part {part}?"
            factories.question(section, kind, text=text)
    return factories.published(version)


@pytest.fixture
def audit_return(live_server):
    with acting_as_system():
        factories.partnership()
        made = factories.audit_return(audit=factories.audit(forty_questions()))
        for person in (made.auditor, factories.lead(made.agency, name="Odalys Lead")):
            person.set_password(PASSWORD)
            person.save()
        return made


@pytest.fixture
def keyboard(page, live_server):
    return AtKeyboard(page, live_server.url)


@pytest.fixture
def phone(browser, live_server):
    context = browser.new_context(**PHONE)
    yield OnPhone(context.new_page(), live_server.url)
    context.close()


def values(question) -> str | list[str]:
    return {
        Kind.NUMBER: "3",
        Kind.TEXT: "The record says so on every page.",
        Kind.CHOICES: ["Yes", "Partly"],
    }.get(question.kind, "Yes")


def now(audit_return) -> AuditReturn:
    with acting_as_system():
        return AuditReturn.objects.select_related("approved_by").get(pk=audit_return.pk)


def sections_of(audit_return) -> list[list[Question]]:
    with acting_as_system():
        return [
            list(section.questions.all()) for section in audit_return.tool_version.sections.all()
        ]


def complete(person, audit_return) -> None:
    person.press("link", f"Start {audit_return.reference}")
    sections = sections_of(audit_return)
    for number, questions in enumerate(sections, start=1):
        person.page.wait_for_url(f"**/sections/{questions[0].section.key}/")
        for question in questions:
            person.answer(question, values(question))
        last = number == len(sections)
        person.press(
            "button",
            "Save and check your answers" if last else f"Save and go to section {number + 1}",
        )
    person.press("button", "Submit this return")
    person.sees("is submitted")


def send_back(person, audit_return) -> None:
    person.press("link", audit_return.reference)
    person.write(person.page.get_by_label("What should change?"), "1.1 says Yes. Look again.")
    person.press("button", "Send back")
    person.sees("is sent back to its auditor")


def correct(person, audit_return) -> None:
    person.press("link", f"Go to 1.1 {audit_return.reference}")
    first = sections_of(audit_return)[0][0]
    person.answer(first, "No")
    person.press("button", "Save and go to section 2")
    person.arrives_at("2. Part 2")
    person.press("link", audit_return.reference)
    person.press("link", "Check your answers and submit")
    person.press("button", "Submit this return")
    person.sees("is submitted")


@pytest.mark.parametrize("how", ["keyboard", "phone"])
def test_forty_questions_are_completed_sent_back_corrected_and_approved(how, request, audit_return):
    person = request.getfixturevalue(how)
    with acting_as_system():
        lead = audit_return.agency.memberships.get(role="lead").user
    auditor = audit_return.auditor
    person.sign_in(auditor)
    complete(person, audit_return)
    assert now(audit_return).status == "submitted"
    person.sign_out()
    person.sign_in(lead)
    send_back(person, audit_return)
    assert now(audit_return).status == "changes_requested"
    person.sign_out()
    person.sign_in(auditor)
    correct(person, audit_return)
    person.sign_out()
    person.sign_in(lead)
    person.press("link", audit_return.reference)
    person.press("button", "Approve")
    person.sees("is approved")
    assert now(audit_return).approved_by == lead
    with acting_as_system():
        saved = audit_return.answers.filter(state="answered").count()
        assert saved == SECTIONS * QUESTIONS
        assert audit_return.answers.get(question=sections_of(audit_return)[0][0]).value == "no"
