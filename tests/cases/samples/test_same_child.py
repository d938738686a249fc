"""The same child told again by name and date of birth where one list has no identifier."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases.imports.importing import FileFaults
from cases.models import Candidate, Case
from cases.samples.candidates import Person
from cases.samples.case_changes import add_case_by_hand, remove_case
from cases.samples.drawing import draw_sample
from cases.samples.frames import (
    IN_AUDIT,
    add_candidates,
    begin_draw,
    frame_of,
    remove_candidates,
    set_sizes,
)
from cases.samples.importing import bring_in_candidates
from cases.transitions import Refused
from tests import factories
from tests.cases.imports.returns_files import csv
from tests.cases.samples.planned_samples import AUDIT_DATE, planned

pytestmark = pytest.mark.django_db
BORN = date(2015, 6, 1)
IN_FULL = Person("LOC-1", "Ada Quillfeather", BORN)
BY_NAME = Person("", "ada  QUILLFEATHER", BORN)
PAIRS = [(IN_FULL, BY_NAME), (BY_NAME, IN_FULL)]


def add(draw, person: Person, by) -> None:
    again = Person(person.identifier, person.name, person.born_on)
    add_candidates(draw=draw, people=[again], by=by)


def row_of(person: Person) -> bytes:
    said = f"{person.identifier},{person.name},1/6/2015"
    return csv("local identifier,name,date of birth", "LOC-9,Bo,1/1/2016", said)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_it_is_noticed_among_the_candidates_of_an_earlier_file(first, second):
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    add(draw, first, by)
    with pytest.raises(FileFaults, match="Row 3: This child is among the candidates already"):
        bring_in_candidates(draw=draw, content=row_of(second), by=by, today=AUDIT_DATE)
    with pytest.raises(Refused, match="among the candidates already"):
        add(draw, second, by)
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("is_removed", [False, True])
def test_it_is_noticed_among_cases_drawn_earlier(first, second, is_removed):
    by = factories.coordinator()
    audit = planned()
    draw = begin_draw(audit=audit, by=by)
    add(draw, first, by)
    set_sizes(draw=draw, asked={(): 1}, reserves=0, by=by)
    (case,) = draw_sample(draw=draw, by=by)
    if is_removed:
        remove_case(case=case, reason="Moved away.", by=by)
    later = begin_draw(audit=audit, by=by)
    add(later, second, by)
    assert [each.excluded for each in frame_of(later).listed] == [IN_AUDIT]
    with pytest.raises(Refused, match="is or was a case of this audit"):
        add_case_by_hand(audit=audit, person=second, reason="Asked for.", by=by)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_it_is_noticed_beside_a_case_added_by_hand(first, second):
    by, audit = factories.coordinator(), planned()
    add_case_by_hand(audit=audit, person=first, reason="Asked for.", by=by)
    with pytest.raises(Refused, match="is or was a case of this audit"):
        add_case_by_hand(audit=audit, person=second, reason="Asked for.", by=by)
    assert Case.objects.count() == 1


def test_a_name_without_a_birth_or_another_birth_is_another_child():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    people = [
        IN_FULL,
        Person("LOC-2", "Ada Quillfeather", date(2015, 6, 2)),
        Person("LOC-3", "Ada Quillfeather"),
        Person("LOC-4"),
        Person("LOC-5"),
    ]
    assert add_candidates(draw=draw, people=people, by=by) == 5


def test_the_second_key_is_a_keyed_hash_of_one_audit_and_goes_with_the_candidate():
    by = factories.coordinator()
    draws = [begin_draw(audit=planned(), by=by) for _ in range(2)]
    for draw in draws:
        add(draw, IN_FULL, by)
    one, other = Candidate.objects.all()
    assert len(one.name_key) == 32
    assert len({one.key, one.name_key, other.key, other.name_key}) == 4
    remove_candidates(draw=draws[0], by=by)
    add(draws[0], BY_NAME, by)


def test_the_database_keeps_the_same_name_and_birth_once_in_a_draw():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    add(draw, IN_FULL, by)
    held = Candidate.objects.get()
    with pytest.raises(IntegrityError, match="candidate_once_by_name"), transaction.atomic():
        Candidate.objects.create(draw=draw, key="0" * 32, name_key=held.name_key, who="{}")
