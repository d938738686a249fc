"""One audit from its plan to its close in Chromium, by six people at their own accounts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agencies import jobs
from agencies.models import Job, Message
from agencies.rls import acting_as_system
from agencies.roles import Role
from audits.models import Audit, Participation
from cases.models import AuditReturn, Candidate, Identity, Judgement
from reports.tasks import PRINT_MINUTES
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AREAS = ("Lakeside", "Harbour")
CANDIDATES = "local identifier,name,date of birth,sex,area"


class People:
    def __init__(self):
        factories.partnership()
        self.version = factories.small_version()
        self.areas = [factories.area(name=name) for name in AREAS]
        self.coordinator = factories.coordinator(name="Juno Tidewell")
        self.moderator = factories.user(Role.MODERATOR, name="Marlow Finchley")
        self.leads, self.auditors = {}, {}
        for name in ("Police", "School"):
            agency = factories.agency(name=name, short_name=name)
            self.leads[name] = factories.lead(agency, name=f"Lead of {name}")
            self.auditors[name] = factories.auditor(agency, name=f"Auditor of {name}")


@pytest.fixture
def people(live_server):
    with acting_as_system():
        return People()


@pytest.fixture
def at(sign_in, live_server):
    """Signs somebody in, at a page."""

    def there(person, address: str):
        page = sign_in(person)
        page.goto(live_server.url + address)
        return page

    return there


def press(page, name: str, role: str = "button") -> None:
    page.get_by_role("main").get_by_role(role, name=name).first.click()


def arrives(page, heading: str | re.Pattern) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def choose_day(page, field: str, day) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={field}_{part}]").select_option(str(value))


def plan(at, people) -> str:
    """The address of the audit that the coordinator plans, with two agencies."""
    today = timezone.localdate()
    page = at(people.coordinator, "/audits/")
    press(page, "Plan an audit", "link")
    page.get_by_label("Name of the audit").fill("Neglect in two areas")
    page.get_by_label("Letters and year of its references").fill("NTA26")
    page.get_by_label("Theme").fill("Neglect")
    page.get_by_label("Audit tool").select_option(str(people.version.pk))
    choose_day(page, "scope_start", today - timedelta(days=300))
    choose_day(page, "scope_end", today - timedelta(days=1))
    page.get_by_role("main").locator("form button.govuk-button[type=submit]").click()
    arrives(page, "Plan of Neglect in two areas")
    press(page, re.compile("^Change who takes part"), "link")
    for name in people.leads:
        page.get_by_label(name, exact=True).check()
    press(page, "Save who takes part")
    with acting_as_system():
        return f"/audits/{Audit.objects.get().pk}/"


def draw(at, people, audit: str) -> None:
    """Two of eight, one from each area."""
    page = at(people.coordinator, f"{audit}sample/")
    press(page, "Begin the first draw")
    press(page, "Change the rules", "link")
    page.get_by_label("Area", exact=True).check()
    page.get_by_role("main").locator("form button.govuk-button[type=submit]").click()
    press(page, re.compile("Bring in candidates|Look at the candidates"), "link")
    rows = [f"LOC-{n:03},Quillfeather {n},0{1 + n}/06/2018,female,{AREAS[n % 2]}" for n in range(8)]
    content = "\n".join([CANDIDATES, *rows]).encode()
    sent = {"name": "list.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(sent)
    press(page, "Bring in the file")
    expect(page.get_by_role("main")).to_contain_text("8 candidates")
    page.goto(page.url.split("/candidates")[0] + "/")
    press(page, re.compile("Say how many are drawn|Change the sizes"), "link")
    for name in AREAS:
        page.get_by_label(name).fill("1")
    press(page, "Save the sizes")
    press(page, "Go on to the draw", "link")
    press(page, "Make the draw")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 cases")
    with acting_as_system():
        assert not Candidate.objects.exists()
        assert Identity.objects.filter(case__audit__reference_prefix="NTA26").exists()


def start(at, people, audit: str) -> None:
    page = at(people.coordinator, f"{audit}plan/")
    press(page, "Check and start", "link")
    confirm = page.get_by_label("I have read what is still open, and start all the same")
    if confirm.count():
        confirm.check()
    press(page, "Start the audit")
    with acting_as_system():
        assert Audit.objects.get().status == Audit.Status.COLLECTING


def say_known(at, person) -> None:
    """Every case is known; one look at who it is about."""
    page = at(person, "/agency/")
    press(page, re.compile("^Answer for all cases on one page"), "link")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(2)
    rows.first.locator("[data-opens]").click()
    expect(rows.first).to_contain_text("Quillfeather")
    for row in rows.all():
        row.get_by_label("Known", exact=True).check()
        expect(row.locator("[data-said]")).to_have_text("Saved: Known.")


def share_out(at, person) -> None:
    page = at(person, "/agency/")
    press(page, re.compile("^Assign 2 returns, spread evenly"), "link")
    press(page, "Assign these auditors")
    expect(page.get_by_role("main")).to_contain_text("2 returns are now with")


def answer(at, person, label: str) -> None:
    """Both returns, handed in."""
    with acting_as_system():
        mine = list(AuditReturn.objects.filter(auditor=person).values_list("pk", flat=True))
    for pk in mine:
        page = at(person, f"/returns/{pk}/sections/section-1/")
        page.get_by_label(label, exact=True).check()
        expect(page.locator(".savestate")).to_have_text(re.compile("^Saved"))
        page.goto(page.url.split("/sections/")[0] + "/check/")
        press(page, re.compile("^Submit"))
    with acting_as_system():
        handed_in = AuditReturn.objects.filter(auditor=person, status="submitted")
        assert handed_in.count() == len(mine) == 2


def approve(at, person) -> None:
    with acting_as_system():
        waiting = list(
            AuditReturn.objects.filter(status="submitted", agency__memberships__user=person)
        )
    for found in waiting:
        page = at(person, f"/returns/{found.pk}/review/")
        press(page, re.compile("^Approve"))
    with acting_as_system():
        assert AuditReturn.objects.filter(status="approved").count() >= len(waiting) == 2


def step(at, people, audit: str, verb: str, heading: str) -> None:
    page = at(people.coordinator, f"{audit}next-step/")
    press(page, re.compile(verb), "link")
    arrives(page, verb)
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, verb)
    expect(page.get_by_role("main")).to_contain_text(heading)


def meet(at, people, audit: str) -> None:
    """The moderator begins the meeting, and puts down who is there."""
    page = at(people.moderator, f"{audit}panel/room/")
    press(page, "Start the meeting")
    for person in people.leads.values():
        page.get_by_label(person.name, exact=True).check()
    press(page, "Put down as present")
    for person in people.leads.values():
        expect(page.get_by_role("row", name=re.compile(person.name))).to_contain_text("Present")


def judge(at, people, audit: str) -> None:
    """The moderator agrees on each case by keys alone, with a reason; of the last one, more."""
    with acting_as_system():
        cases = list(Audit.objects.get().cases.values_list("pk", flat=True))
    for pk in cases:
        page = at(people.moderator, f"{audit}panel/{pk}/")
        expect(page.locator("[data-do=keys]")).to_be_visible()
        say(page, "2", "n", "One visit of three was alone.")
    say(page, "d", "Police: all of them were.")
    page.keyboard.press("l")
    page.keyboard.type("Write down who was in the room.")
    page.get_by_role("button", name="Add it").first.click()
    expect(page.locator(".paside")).to_contain_text("Write down who was in the room.")
    expect(page.locator("[data-do=keys]")).to_be_visible()  # its script has begun
    page.keyboard.press("a")
    page.get_by_label("Agency", exact=True).select_option(label="School")
    page.get_by_label("What is to be done").fill("See the child alone.")
    page.get_by_role("button", name="Add it").last.click()
    expect(page.locator(".paside")).to_contain_text("See the child alone.")
    with acting_as_system():
        assert Judgement.objects.filter(value="partly").count() == len(cases) == 2


def say(page, *keys_and_words: str) -> None:
    """Each key or text in turn; then all of it is saved."""
    for each in keys_and_words:
        page.keyboard.type(each)
    page.keyboard.press("Escape")
    expect(page.locator(".pkeys .savestate")).to_have_text(re.compile("^Saved"))


def release(at, people, audit: str) -> None:
    """The coordinator releases both; a lead then reads both values and the reason."""
    page = at(people.coordinator, f"{audit}panel/")
    press(page, re.compile("^Choose what to release"), "link")
    press(page, "Release what is ticked")
    expect(page.get_by_role("main")).to_contain_text("2 cases are released.")
    with acting_as_system():
        mine = AuditReturn.objects.filter(agency__short_name="School").first()
    page = at(people.leads["School"], f"/returns/{mine.pk}/review/")
    for said in ("No", "Partly", "One visit of three was alone."):
        expect(page.get_by_role("main")).to_contain_text(said)


def make_minutes(at, people, audit: str) -> None:
    page = at(people.coordinator, f"{audit}panel/minutes/")
    press(page, "Make it")
    expect(page).to_have_url(re.compile("/minutes/[0-9a-f-]{36}/$"))
    with acting_as_system():
        job = Job.objects.get(kind=PRINT_MINUTES)
    jobs.run(job.pk)
    page.reload()
    with page.expect_download() as fetched:
        press(page, re.compile("Download|Open"), "link")
    assert fetched.value.path().read_bytes().startswith(b"%PDF")


def test_an_audit_is_run_from_plan_to_close_by_six_people(people, at):
    audit = plan(at, people)
    draw(at, people, audit)
    start(at, people, audit)
    for lead in people.leads.values():
        say_known(at, lead)
        share_out(at, lead)
    for name, label in (("Police", "Yes"), ("School", "No")):
        answer(at, people.auditors[name], label)
        approve(at, people.leads[name])
    step(at, people, audit, "Start moderating", "Moderating")
    meet(at, people, audit)
    judge(at, people, audit)
    release(at, people, audit)
    make_minutes(at, people, audit)
    step(at, people, audit, "Start analysing", "Analysing")
    step(at, people, audit, "Close", "Closed")
    with acting_as_system():
        assert Audit.objects.get().status == Audit.Status.CLOSED
        assert set(AuditReturn.objects.values_list("status", flat=True)) == {"locked"}
        assert Participation.objects.count() == 2
        mails = " ".join(f"{each.subject} {each.body}" for each in Message.objects.all())
    assert "what the panel agreed is released" in mails
    assert not re.search("Quillfeather|LOC-|06/2018|June 2018", mails)
