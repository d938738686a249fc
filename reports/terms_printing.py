"""Makes the terms of reference of an audit, for the agencies that take part and their board."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import slugify

from agencies.access import may
from agencies.models import Partnership, User
from agencies.roles import Permission, Role
from audits.models import Audit, AuditTool, Participation
from audits.planning import participants
from audits.timetable import in_words
from cases.agencies_forms import named_in
from reports.colours import Colours
from reports.pdf import is_printable, render_terms
from reports.printed_files import PDF, Printed
from reports.printed_returns import Fact, paragraphs, spelt_out
from reports.terms import Member, Terms
from reports.terms_sample import days_in_words, draws_of, sample_in_words

STEPS = ("Reading the plan", "Drawing the terms of reference")
Audits = AuditTool.Audits
KEPT_APART = (
    "Each case has a reference that says nothing about anybody, such as {prefix}-01. Returns, "
    "figures, briefings, e-mails and file names use the reference alone.",
    "Names, addresses and numbers are kept apart and encrypted. The coordinator can read them, an "
    "agency’s lead while the agency says whether it knows the case or once it does, and the "
    "auditor of a return. Each look is recorded.",
)
STAY_AT_HOME = (
    "Agencies choose cases of their own. What a case is called there can be read by that agency "
    "alone; everybody else sees its reference.",
)
HOW_IDENTITIES_ARE_KEPT = {
    Audits.CASES: KEPT_APART,
    Audits.OWN_CASES: STAY_AT_HOME,
    Audits.ORGANISATIONS: ("Agencies answer about themselves. No child, family or case is named.",),
    Audits.RESPONDENTS: (
        "People answer about their own experience. No child, family or case is named.",
    ),
}
NOT_YET = {
    "purpose": "Not written yet.",
    "identities": "The day on which identities are destroyed is not set yet.",
    "lead": "No lead yet",
    "contact": "Nobody is named yet to ask about the audit.",
    "signing_off": "Nobody is named yet to sign off the audit.",
}


def audits_to_print():
    return Audit.objects.select_related("tool_version__tool", "series", "programme", "signs_off")


def terms_for(user: User):
    """Audits whose terms somebody may read: all that they run, and what an agency they lead joins.

    An agency is told of an audit when it starts, and reads its terms from then on.
    """
    if may(user, Permission.RUN_AUDITS):
        return audits_to_print()
    led = Participation.objects.filter(
        audit=OuterRef("pk"), agency__in=user.agency_ids(Permission.READ_TERMS)
    )
    told = audits_to_print().exclude(status__in=(Audit.Status.PLANNING, Audit.Status.CANCELLED))
    return told.filter(Exists(led))


def terms_of(audit: Audit) -> Terms:
    house = Partnership.objects.first()
    members = _members(audit)
    made = Terms(
        title=f"{audit.name}: terms of reference",
        partnership=house.name if house else "",
        audit_line=audit.name,
        standing=_standing(audit),
        dated=timezone.localdate(),
        colours=Colours(brand=house.brand_colour, tint=house.tint_colour) if house else Colours(),
        facts=tuple(Fact(label, text) for label, text in _facts(audit) if text),
        purpose=paragraphs(audit.purpose) or (NOT_YET["purpose"],),
        key_lines=paragraphs(audit.key_lines),
        sample=sample_in_words(audit) if audit.audits == Audits.CASES else "",
        draws=draws_of(audit) if audit.audits == Audits.CASES else (),
        members=members,
        timetable=tuple(days_in_words(audit)),
        identities=tuple(_identities(audit)),
        signing_off=_signing_off(audit),
        contacts=tuple(_contacts()) or (NOT_YET["contact"],),
        signatories=tuple(_signatories(audit, members)),
    )
    return spelt_out(made, is_printable)


def file_of(terms: Terms, audit: Audit) -> Printed:
    """Raises PdfError where it cannot be made."""
    made = render_terms(terms)
    name = slugify(f"{audit.reference_prefix} terms of reference")
    return Printed(f"{name}.pdf", PDF, made.content, made.pages)


def _standing(audit: Audit) -> str:
    day = in_words(timezone.localdate())
    if audit.status == Audit.Status.PLANNING:
        return f"A plan as of {day}. It may still change."
    return f"As of {day}: {audit.get_status_display().lower()}."


def _facts(audit: Audit) -> Iterator[tuple[str, str]]:
    version = audit.tool_version
    yield "Theme", audit.theme
    yield "Kind", _kind(audit)
    yield "Records looked at", f"{_day(audit.scope_start)} to {_day(audit.scope_end)}"
    yield "Facts as at", _day(audit.audit_date)
    yield "Areas", ", ".join(area.name for area in audit.areas.all()) or "Every area"
    yield "Questions", f"{version.tool.name}, version {version.number}"
    yield "Series", audit.series.name if audit.series else ""
    yield "Programme", audit.programme.name if audit.programme else ""


def _kind(audit: Audit) -> str:
    rolling = ", rolling: cases are added over time" if audit.is_rolling else ""
    return f"{audit.get_stream_display()}{rolling}"


def _members(audit: Audit) -> tuple[Member, ...]:
    leads = named_in(Role.LEAD)
    return tuple(_member(each, leads.get(each.agency_id, [])) for each in participants(audit))


def _member(joins: Participation, leads: list[str]) -> Member:
    how = ["a guest, for this audit alone"] if joins.is_guest else []
    how += ["chosen cases only"] if joins.chosen_cases else []
    return Member(
        joins.agency.name,
        joins.agency.get_sector_display(),
        "; ".join(how),
        ", ".join(leads) or NOT_YET["lead"],
    )


def _identities(audit: Audit) -> Iterator[str]:
    for said in HOW_IDENTITIES_ARE_KEPT[audit.audits]:
        yield said.format(prefix=audit.reference_prefix)
    if audit.audits != Audits.CASES:
        return
    until = audit.identities_until
    yield (
        f"They are destroyed on {in_words(until)}. The audit lives on without them."
        if until
        else NOT_YET["identities"]
    )


def _signing_off(audit: Audit) -> str:
    person = audit.signs_off
    if person is None:
        return NOT_YET["signing_off"]
    title = f", {person.job_title}," if person.job_title else ""
    return f"{person.name}{title} signs off the audit."


def _contacts() -> Iterator[str]:
    """Whoever runs audits of the partnership."""
    for person in User.objects.holding(Role.COORDINATOR).order_by("name"):
        yield ", ".join(filter(None, (person.name, person.job_title, person.email)))


def _signatories(audit: Audit, members: tuple[Member, ...]) -> Iterator[Fact]:
    """A line each for whoever signs off, and for every agency."""
    if audit.signs_off:
        yield Fact(audit.signs_off.name, audit.signs_off.job_title)
    for each in members:
        yield Fact(each.name, "" if each.leads == NOT_YET["lead"] else each.leads)


def _day(day) -> str:
    return f"{day.day} {day:%B %Y}"
