"""A case before a panel: two agencies that say different things, approved."""

from audits.models import Audit
from cases.panel.items import PanelItem
from cases.panel.judging import Place, Said, save_judgement
from cases.panel.releasing import release_judgements
from tests import factories

GRADES = ("good", "weak")


def panel_version():
    """A choice that is ordered, a text, a section for each time, and a grade of four steps."""
    version = factories.draft_version()
    ordered = factories.scale(version, better="higher")
    rank(ordered, yes=2, partly=1, no=0)
    first = factories.section(version)
    factories.question(first, key="seen-alone", scale=ordered, text="Was the child seen alone?")
    factories.question(first, key="home-seen", scale=ordered, text="Was the home seen?")
    factories.question(first, key="learning", kind="text", required=False)
    repeated = factories.section(version, repeats="respondent")
    factories.question(repeated, key="felt-heard", required=False)
    grades = factories.scale(version, ("outstanding", "good", "weak", "poor"), better="higher")
    rank(grades, outstanding=4, good=3, weak=2, poor=1)
    factories.question(factories.section(version), key="overall", scale=grades, text="Overall")
    return factories.published(version)


def rank(scale, **ranks) -> None:
    kinds = {"yes": "positive", "partly": "partial", "no": "negative"}
    for code, place in ranks.items():
        counts_as = kinds.get(code, "neutral")
        scale.options.filter(code=code).update(rank=place, counts_as=counts_as)


def panel_audit(status=Audit.Status.MODERATING, **fields):
    return factories.audit(panel_version(), status=status, **fields)


def panel_return(case, agency=None, *, status="approved", **values):
    """Approved, with these values by key (seen_alone="yes")."""
    made = factories.audit_return(case_=case, agency_=agency, status="in_progress")
    questions = {each.key: each for each in case.audit.tool_version.questions.all()}
    for name, value in values.items():
        key = name.replace("_", "-")
        if isinstance(value, tuple):
            factories.answer(made, questions[key], value[0], note=value[1])
        elif value == "not_recorded":
            factories.answer(made, questions[key], state=value)
        else:
            factories.answer(made, questions[key], value)
    return factories.move(made, status)


def two_returns(audit=None):
    """(case, health's return, police's return); they differ on whether the child was seen alone."""
    case = factories.case(audit or panel_audit())
    health = panel_return(
        case,
        factories.agency(short_name=f"Health {next(factories.numbers)}"),
        seen_alone=("yes", "Seen alone in the clinic."),
        home_seen="yes",
        learning="Health's words.",
        overall="good",
    )
    police = panel_return(
        case,
        factories.agency("police", short_name=f"Police {next(factories.numbers)}"),
        seen_alone=("no", "Mother was there."),
        home_seen="yes",
        overall="weak",
    )
    return case, health, police


def agreed_whole(case, by, grade="good"):
    """The grade over all with its reason: what a release needs at least."""
    entry = said(grade, "The whole record was read.")
    return save_judgement(item=item(case), place=OVERALL, said=entry, by=by)


def released(case, by=None):
    """What was agreed on it, as the coordinator releases it."""
    chosen = [case.audit.moderations.get(case=case).pk]
    (found,) = release_judgements(audit=case.audit, chosen=chosen, by=by or factories.coordinator())
    return found


def item(case) -> PanelItem:
    return PanelItem(case.audit, case=case)


def said(value="partly", rationale="", *, version=0, **fields) -> Said:
    return Said("answered", value, rationale, version=version, **fields)


SEEN_ALONE = Place("seen-alone")
OVERALL = Place("overall")
