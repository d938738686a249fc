"""Making cases of people: under a random reference, who they are in the vault, agencies asked."""

from collections.abc import Iterable

from django.utils.formats import date_format

from agencies.models import User
from audits.models import Audit
from cases.asking_agencies import ask_about_cases
from cases.models import Case, Identity, Subject
from cases.references import next_references
from cases.samples.ages import age_parts
from cases.samples.candidates import Person

Kind = Identity.Kind


def make_cases(
    audit: Audit, people: Iterable[tuple[Person, dict[str, object]]], by: User
) -> list[Case]:
    """`people` come in the order of their references, each with what else the case keeps.

    Hold the audit. Where it is collecting, every agency that takes part is asked.
    """
    people = list(people)
    references = next_references(audit, len(people))
    made = [
        _make_case(audit, reference, person, kept)
        for reference, (person, kept) in zip(references, people, strict=True)
    ]
    if audit.status == Audit.Status.COLLECTING:
        ask_about_cases(audit=audit, by=by)
    return made


def _make_case(audit: Audit, reference: str, person: Person, kept: dict[str, object]) -> Case:
    case = Case.objects.create(audit=audit, reference=reference, **person.case_facts, **kept)
    months = person.age_months(case.facts_on)
    years, in_months = (None, None) if months is None else age_parts(max(0, months))
    Subject.objects.create(
        case=case, is_index=True, age_years=years, age_months=in_months, **person.subject_facts
    )
    Identity.objects.bulk_create(_identities(case, person))
    return case


def _identities(case: Case, person: Person) -> Iterable[Identity]:
    born = f"born {date_format(person.born_on, 'j F Y')}" if person.born_on else ""
    texts = [(Kind.SUBJECT, ", ".join(filter(None, (person.name, born))))]
    texts.append((Kind.LOCAL_NUMBER, person.identifier))
    said = [(kind, text) for kind, text in texts if text]
    for position, (kind, text) in enumerate(said, start=1):
        yield Identity(case=case, kind=kind, text=text, position=position)
