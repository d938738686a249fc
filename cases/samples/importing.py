"""A file of candidates brought into a draw: checked whole, and kept all or not at all."""

from datetime import date

from django.db import transaction

from agencies.models import Partnership, User
from audits.tables import (
    LARGEST_FOR_A_JOB,
    Fault,
    FileFaults,
    FollowRows,
    UnreadableTable,
    read_table,
)
from cases.models import Draw
from cases.samples.candidates import IN_ALREADY, Person, keys_in_draw
from cases.samples.files import SHEET, Follow, read_candidates
from cases.samples.frames import add_candidates, held

NOBODY = "There is no row under the headings. Write one for each person."


@transaction.atomic
def bring_in_candidates(*, draw: Draw, content: bytes, by: User, today: date) -> int:
    """Says how many. Raises FileFaults with everything that is wrong, and Refused."""
    draw = held(draw, by)
    people = people_in(content, today, draw.audit_date)
    return keep_people(draw=draw, people=people, by=by)


@transaction.atomic
def keep_people(*, draw: Draw, people: list[Person], by: User) -> int:
    """Raises FileFaults for those who are there already, and Refused."""
    draw = held(draw, by)
    there = keys_in_draw(draw)
    sentence = IN_ALREADY.format(word=subject_word())
    if known := [
        Fault(person.row, "", sentence)
        for person in people
        if there & person.keys(draw.audit_id, draw.key_number)
    ]:
        raise FileFaults(known)
    return add_candidates(draw=draw, people=people, by=by)


def people_in(
    content: bytes,
    today: date,
    audit_date: date,
    *,
    opening: FollowRows = iter,
    follow: Follow = iter,
) -> list[Person]:
    """A job reads a large file; the largest that a request reads unpacks to a sixth of the most."""
    try:
        table = read_table(content, SHEET, most_unpacked=LARGEST_FOR_A_JOB, follow=opening)
    except UnreadableTable as error:
        raise FileFaults(error.faults) from None
    people, faults = read_candidates(
        table, today=today, audit_date=audit_date, word=subject_word(), follow=follow
    )
    if not people and not faults:
        faults = [Fault(0, "", NOBODY)]
    if faults:
        raise FileFaults(faults)
    return people


def subject_word() -> str:
    partnership = Partnership.objects.first()
    return partnership.subject_word if partnership else "child"
