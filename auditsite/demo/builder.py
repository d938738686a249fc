"""Puts the demo into an empty database, through the same services that people use."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max

from agencies.activity import record
from agencies.models import Agency, Area, Membership, Partnership, User
from audits.models import Audit, AuditTool, Participation, ToolVersion
from audits.plan_types import add_usual_plan_types
from audits.services import publish_version
from audits.tool_files import hash_of, import_tool
from audits.working_days import next_working_day
from auditsite.demo import cases, people
from auditsite.demo.briefing import write_briefing
from auditsite.demo.checking import load_checking
from auditsite.demo.concerns import load_concerns
from auditsite.demo.deadlines import load_deadlines
from auditsite.demo.earlier import load_earlier_audit
from auditsite.demo.learning import load_learning
from auditsite.demo.panel import hold_panel
from auditsite.demo.planning import load_planning
from auditsite.demo.quotes import propose_quotes
from auditsite.demo.rounds import Round, load_round
from auditsite.demo.sampling import load_sample
from auditsite.demo.small_audits import load_small_audits
from cases.answering.rounds import follow_round
from cases.models import Case, Destruction

SMALL_TOOLS = ("organisational-self-assessment", "setting-own-audit", "practitioner-survey")
IDENTITIES_OF_2025 = 97
DESTROYED_AT = datetime(2026, 1, 1, 0, 9, tzinfo=UTC)
LIBRARY = Path(__file__).resolve().parents[2] / "audits" / "library"


class NotEmpty(Exception):
    """The database holds something that is not the demo."""


def is_loaded() -> bool:
    return Partnership.objects.filter(is_demo=True).exists()


@transaction.atomic
def load_demo(*, today: date) -> None:
    """Raises NotEmpty. `today` sets the dates of the audit that is still collecting."""
    refuse_real_data()
    staff = load_people()
    admin = staff[people.PEOPLE[0].name]
    add_usual_plan_types(by=admin)
    version = load_tool("neglect", by=admin)
    load_round(round_of_2025(version), staff)
    load_round(round_of_2026(version, today), staff)
    tools = {key: load_tool(key, by=admin) for key in SMALL_TOOLS}
    load_small_audits(tools=tools, staff=staff, today=today)
    load_checking(version=tools["organisational-self-assessment"], staff=staff, today=today)
    load_deadlines(Audit.objects.get(reference_prefix="NEG26"), staff, today)
    load_concerns(staff)
    note_sign_ins()
    first = Audit.objects.get(reference_prefix="NEG25")
    follow(first, by=staff[people.COORDINATOR.name])
    Destruction.objects.create(audit=first, number=IDENTITIES_OF_2025, destroyed_at=DESTROYED_AT)
    load_earlier_audit(tool=version.tool, by=staff[people.COORDINATOR.name])
    load_planning(version, staff, today)
    load_sample(staff)
    propose_quotes(audit=first, staff=staff)
    load_learning(audit=first, staff=staff)
    hold_panel(audit=first, staff=staff)
    write_briefing(audit=first, by=staff[people.COORDINATOR.name])
    record("loaded the demo")


def follow(first: Audit, *, by: User) -> None:
    """The round of 2026 comes after that of 2025, and one child is in both."""
    second = Audit.objects.select_related("tool_version").get(reference_prefix="NEG26")
    found = Case.objects.in_bulk(field_name="reference")
    pairs = {found[now]: found[then] for now, then in cases.IN_BOTH_ROUNDS.items()}
    follow_round(audit=second, previous=first, same_child=pairs, by=by)


def refuse_real_data() -> None:
    for model in (Partnership, Agency, User, AuditTool, Audit):
        if model.objects.exists():
            raise NotEmpty(
                f"This database already has {model._meta.verbose_name_plural} that are not the"
                " demo’s, so the demo was not loaded. Use an empty database for the demo."
            )


def load_people() -> dict[str, User]:
    """Everybody by name, after the partnership, its areas and its agencies."""
    Partnership.objects.create(**people.PARTNERSHIP)
    Area.objects.bulk_create(Area(code=code, name=name) for code, name in people.AREAS.items())
    agencies = load_agencies()
    password = make_password(people.PASSWORD)
    staff = User.objects.bulk_create(
        User(email=one.email, name=one.name, job_title=one.job_title, password=password)
        for one in people.PEOPLE
    )
    Membership.objects.bulk_create(
        Membership(user=user, role=one.role, agency=agencies.get(one.sector))
        for user, one in zip(staff, people.PEOPLE, strict=True)
    )
    return {user.name: user for user in staff}


def note_sign_ins() -> None:
    """Whoever has answered was signed in then, and no auditor at work is taken for absent."""
    for person in User.objects.annotate(at=Max("returns__saved_at")).exclude(at=None):
        User.objects.filter(pk=person.pk).update(last_login=person.at)


def load_agencies() -> dict[str, Agency]:
    """Agencies by sector; each works in every area."""
    agencies = Agency.objects.bulk_create(
        Agency(name=one.name, short_name=one.short_name, sector=one.sector, position=position)
        for position, one in enumerate(people.AGENCIES, start=1)
    )
    for agency in agencies:
        agency.areas.set(Area.objects.all())
    return {agency.sector: agency for agency in agencies}


def load_tool(key: str, *, by: User) -> ToolVersion:
    version = import_tool(content=(LIBRARY / f"{key}.yaml").read_bytes(), by=by)
    return publish_version(version=version, content_hash=hash_of(version), by=by)


def create_audit(version: ToolVersion, **fields) -> Audit:
    audit = Audit.objects.create(tool_version=version, **fields)
    audit.areas.set(Area.objects.all())
    Participation.objects.bulk_create(
        Participation(audit=audit, agency=agency) for agency in Agency.objects.all()
    )
    return audit


def round_of_2025(version: ToolVersion) -> Round:
    """Everything approved; the figures are those of the published audit it is modelled on."""
    audit = create_audit(
        version,
        name="Neglect deep dive 2025",
        reference_prefix="NEG25",
        status=Audit.Status.ANALYSING,
        purpose="Do we recognise neglect, name it and act together soon enough for the child?",
        scope_start=date(2024, 4, 1),
        scope_end=date(2025, 3, 31),
        sample_on=date(2025, 5, 21),
        confirm_on=date(2025, 5, 30),
        due_on=date(2025, 6, 20),
        panel_on=date(2025, 7, 15),
        briefing_on=date(2025, 9, 30),
        identities_until=date(2025, 12, 31),
    )
    return Round(
        audit=audit,
        cells=cases.CELLS_2025,
        children=cases.CHILDREN_2025,
        quality=cases.QUALITY_2025,
        due_by_case=[audit.due_on] * len(cases.CELLS_2025),
        as_of=date(2025, 7, 1),
        keeps_identities=False,
    )


def round_of_2026(version: ToolVersion, today: date) -> Round:
    """Still collecting: twelve cases were due four days ago, six are due in ten days."""
    scope_end = today.replace(day=1) - timedelta(days=1)
    second_draw = today + timedelta(days=10)
    audit = create_audit(
        version,
        name="Neglect deep dive 2026",
        reference_prefix="NEG26",
        status=Audit.Status.COLLECTING,
        purpose="One year on: is neglect named sooner, and are children seen alone more often?",
        scope_start=scope_end.replace(day=1) - timedelta(days=334),
        scope_end=scope_end,
        sample_on=next_working_day(today - timedelta(days=35)),
        confirm_on=next_working_day(today - timedelta(days=16)),
        due_on=second_draw,
        panel_on=today + timedelta(days=24),
        briefing_on=today + timedelta(days=60),
        identities_until=today + timedelta(days=130),
    )
    return Round(
        audit=audit,
        cells=cases.CELLS_2026,
        children=cases.CHILDREN_2026,
        quality=cases.QUALITY_2026,
        due_by_case=[today - timedelta(days=4)] * 12 + [second_draw] * 6,
        as_of=today,
        keeps_identities=True,
    )
