"""Text by which somebody could be known: what is found, and what is left alone."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.identifiers import SENTENCES, identifiers_in, names_of

NAMES = names_of(["Otis Pebblewick, born 3 May 2016", "12 Lantern Street", "Isolde Pebblewick"])


def kinds(text, names=()) -> list[str]:
    return [found.kind for found in identifiers_in(text, names)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS 943 476 5919 on the letter", "nhs_number"),
        ("number 9434765919", "nhs_number"),
        ("He was born on 3 May 2016.", "date_of_birth"),
        ("DOB: 03/05/2016", "date_of_birth"),
        ("date of birth 2016-05-03", "date_of_birth"),
        ("moved to SW1A 1AA in spring", "postcode"),
        ("lives at LA9 4QR now", "postcode"),
        ("rang 01632 960 983 twice", "phone"),
        ("mobile 07700 900123", "phone"),
        ("on +44 7700 900123", "phone"),
        ("wrote to jo.bloggs@school.example", "email"),
        ("her number is QQ 12 34 56 C", "ni_number"),
        ("The nurse told Mrs Thornapple so.", "name"),
        ("seen with Dr. O’Hara at home", "name"),
        ("he stayed with Marigold Ashenwick for a week", "name"),
        ("nhs 943.476.5919", "nhs_number"),
        ("born on the 3rd of May 2015", "date_of_birth"),
        ("3 May 2015 is the birthday", "date_of_birth"),
        ("moved to sw1a 1aa in spring", "postcode"),
        ("rang (020) 7946 0000", "phone"),
        ("mr thornapple rang", "name"),
        ("MRS THORNAPPLE RANG", "name"),
        ("seen with MARIGOLD ASHENWICK", "name"),
        ("Social worker Amina came", "name"),
    ],
)
def test_what_could_identify_somebody_is_found(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Seen alone on 3 March 2026 and again on 12/04/2026.",
        "The child was 7 years old; school attendance was 71 per cent.",
        "Reference NEG26-07, entry 14, page 2 of 30.",
        "Social Worker and Health Visitor met at the Core Group.",
        "The Child Protection Conference agreed the plan.",
        "Every Monday in May the Family Nurse rang.",
        "Case number 1234567890 is not an NHS number.",
        "Children’s Services wrote. Police rang. Nobody came.",
        "",
        "0.123456789012",
        "A review on 3 May 2015 was held.",
        "In year 9 2nd term, p1 3rd lesson.",
        "MASH MARAC and CHILD PROTECTION; ICPC held.",
        "He would miss school.",
        "Her mother and Housing agreed.",
    ],
)
def test_plain_words_of_the_field_are_left_alone(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Otis said he was cold.", 1),
        ("We heard it from Isolde’s sister.", 1),
        ("Pebblewick family, Lantern Street", 2),
        ("otis and PEBBLEWICK", 2),
        ("OTIS’S sister", 1),
        ("He was born in May on a street.", 0),
    ],
)
def test_names_of_the_case_itself_are_found_wherever_they_stand(text, number):
    assert kinds(text, NAMES).count("case_name") == number


def test_a_name_that_is_a_word_too_is_a_name_with_its_capital_alone():
    names = names_of(["Will Hope"])
    assert kinds("We hope he will come.", names) == []
    assert kinds("That day Will came, with HOPE.", names) == ["case_name", "case_name"]


def test_nothing_is_told_twice_and_all_is_in_order():
    text = "Mrs Pebblewick of SW1A 1AA, 07700 900123, mrs@pebblewick.example"
    found = identifiers_in(text, NAMES)
    assert [each.start for each in found] == sorted(each.start for each in found)
    for one, other in pairwise(found):
        assert one.end <= other.start


@given(st.text())
@example("\0" * 50)
@example("0" * 200)
@example("A" * 500)
@example("Aa " * 300)
def test_any_text_gives_places_within_it(text):
    for found in identifiers_in(text, NAMES):
        assert 0 <= found.start < found.end <= len(text)
        assert found.sentence in SENTENCES.values()


@pytest.mark.parametrize(
    "piece", ["0 ", "Aa ", "a@", "A1 ", "born ", "Mr ", "-", "’", "9434765919 "]
)
def test_the_work_grows_with_the_text_and_no_faster(piece):
    """Five megabytes end at all; a pattern that retried would not."""
    identifiers_in(piece * (1_000_000 // len(piece)), NAMES)
