"""The cases of the two demo audits: which agency knew which child, and how far each return is.

In a row of CELLS each letter is one agency, in the order of AGENCIES:
A approved, S submitted, B sent back, I in progress, N not started, L late (started or not),
E exempt; and without a return: - not known, o outside the period, d declined.
"""

from dataclasses import dataclass

APPROVED, SUBMITTED, SENT_BACK, IN_PROGRESS, NOT_STARTED, LATE, EXEMPT = "ASBINLE"
NOT_KNOWN, OUTSIDE, DECLINED = "-od"

CELLS_2025 = (
    "AA-A--",
    "AAA-A-",
    "AA-Ao-",
    "AAA--A",
    "AAAA--",
    "A-AoA-",
    "AA-A-o",
    "AA-Ad-",
    "AAAA-A",
    "AA-A--",
    "AoAA--",
    "AAA---",
    "AA--AA",
    "A-AAo-",
    "AAo-A-",
    "AAA-od",
    "AA-AA-",
    "AAAA-A",
)

CELLS_2026 = (
    "AAAA--",
    "AA-S-A",
    "ASA-Ao",
    "ALAA--",
    "AAoS--",
    "LAA---",
    "ABASA-",
    "AA-L-A",
    "SAAAo-",
    "AS-A-d",
    "AAL-Ao",
    "BAAS--",
    "I-oI--",
    "SII-N-",
    "Io---N",
    "NNId--",
    "I--NI-",
    "NE-o-N",
)

# Of the returns that are in progress or late: how many of the ten sections are answered.
SECTIONS_DONE_2026 = {
    ("06", "children_social_care"): 8,
    ("04", "health"): 7,
    ("08", "education"): 0,
    ("11", "police"): 0,
    ("13", "children_social_care"): 6,
    ("13", "education"): 3,
    ("14", "health"): 4,
    ("14", "police"): 7,
    ("15", "children_social_care"): 4,
    ("16", "police"): 1,
    ("17", "children_social_care"): 8,
    ("17", "early_help"): 5,
}

SENT_BACK_REASONS = {
    "health": "4.1 says No. Please say in a note who else was in the room, and look"
    " again at 8.1: it does not fit with what you say about the visits.",
    "children_social_care": "The overall grade is Good, but 9.2 says that the case drifted in"
    " part. Please explain the grade or change it.",
}

OUTSIDE_REASONS = (
    "Our work ended before the audit period began.",
    "First known to us after the audit period.",
    "Only a birth record is held, from before the period.",
)
DECLINED_REASON = "The file was moved to another authority and we no longer hold it."
EXEMPT_REASON = "The child joined this practice in the last week of the period."

# The further from 0 (work at its weakest) to 9, the better the answers about this case tend to be.
QUALITY_2025 = (6, 3, 7, 2, 5, 1, 8, 4, 0, 6, 5, 3, 7, 2, 4, 1, 9, 5)
QUALITY_2026 = (7, 5, 4, 3, 6, 2, 4, 8, 5, 6, 1, 7, 4, 3, 5, 6, 8, 2)


@dataclass(frozen=True)
class ChildData:
    """An index child. The names serve identities only.

    `factors`: D domestic abuse, M a carer's mental ill health, S substance misuse. `kinds` of
    neglect: p physical, m medical, e emotional, l learning, s supervision. `siblings`: their ages.
    """

    age: int
    sex: str
    area: str
    name: str
    factors: str
    kinds: str
    siblings: tuple[int, ...] = ()


GIRL, BOY = "female", "male"
LAKE, FOLD, TARN = "lakeside", "upper-fold", "tarnmouth"

CHILDREN_2025 = (
    ChildData(4, GIRL, LAKE, "Clementine Saltmarsh", "DM", "pe", (7,)),
    ChildData(9, BOY, FOLD, "Otis Pebblewick", "S", "pls", (6, 12)),
    ChildData(2, GIRL, TARN, "Isla-Fay Thornapple", "M", "me"),
    ChildData(13, BOY, LAKE, "Barnaby Windlestraw", "DMS", "pls", (10,)),
    ChildData(6, BOY, LAKE, "Rufus Candlewood", "DS", "pm", (2, 4)),
    ChildData(15, GIRL, FOLD, "Maple Underhollow", "", "el"),
    ChildData(4, BOY, TARN, "Ned Featherstitch", "MS", "ps", (5,)),
    ChildData(7, GIRL, FOLD, "Posy Larchbank", "DM", "pml", (3, 9, 11)),
    ChildData(11, BOY, LAKE, "Casper Tumblebrook", "DS", "pes", (8,)),
    ChildData(5, GIRL, TARN, "Dahlia Quillfeather", "", "m"),
    ChildData(8, BOY, FOLD, "Jasper Moonpenny", "M", "pel", (1,)),
    ChildData(0, GIRL, LAKE, "Marigold Ashenwick", "DMS", "pm"),
    ChildData(10, GIRL, TARN, "Bryony Hazelthatch", "", "le", (13,)),
    ChildData(14, BOY, FOLD, "Alfie Rookstone", "DS", "sl"),
    ChildData(2, BOY, LAKE, "Teddy Brackenfold", "DM", "pms", (5, 6)),
    ChildData(12, GIRL, TARN, "Willa Cloverdyke", "S", "pel", (9,)),
    ChildData(5, BOY, FOLD, "Ezra Tanglewick", "", "p"),
    ChildData(16, GIRL, LAKE, "Nettie Silverstile", "DM", "se", (14,)),
)

# The child of the second case of 2025 is in the thirteenth of 2026 again.
IN_BOTH_ROUNDS = {"NEG26-13": "NEG25-02"}

CHILDREN_2026 = (
    ChildData(5, BOY, LAKE, "Bertie Fiddlewood", "D", "pe", (8,)),
    ChildData(12, GIRL, FOLD, "Hazel Pipestrelle", "MS", "el"),
    ChildData(3, GIRL, LAKE, "Poppy Thimblegate", "DM", "pm", (1,)),
    ChildData(8, BOY, TARN, "Oscar Merrydown", "S", "pls", (6, 10)),
    ChildData(6, GIRL, FOLD, "Ottilie Brambleside", "", "m"),
    ChildData(1, BOY, LAKE, "Kit Wagtailor", "DMS", "pms", (4,)),
    ChildData(9, GIRL, LAKE, "Saffron Owlstone", "DM", "pel", (7, 13)),
    ChildData(15, BOY, TARN, "Felix Goosefeather", "S", "sl"),
    ChildData(7, BOY, FOLD, "Monty Candlesedge", "M", "pe", (3,)),
    ChildData(4, GIRL, TARN, "Luna Barleymow", "", "pm"),
    ChildData(11, GIRL, LAKE, "Ivy Dandelyon", "DS", "ples", (9,)),
    ChildData(3, BOY, FOLD, "Rowan Puddlecote", "M", "p", (5,)),
    ChildData(10, BOY, LAKE, "Otis Pebblewick", "D", "el", (7, 13)),
    ChildData(13, GIRL, TARN, "Bea Catkinley", "DM", "sl", (10,)),
    ChildData(5, GIRL, FOLD, "Fern Applestile", "", "pm", (2, 7)),
    ChildData(14, BOY, LAKE, "Toby Hedgelark", "MS", "els"),
    ChildData(8, GIRL, TARN, "Elsie Cobwebber", "D", "pe", (12,)),
    ChildData(4, BOY, FOLD, "Gus Mistlethrush", "DMS", "pms"),
)

STREETS = (
    "Imaginary Row",
    "Nowhere Lane",
    "Pretend Terrace",
    "Storybook Close",
    "Make-Believe Way",
)
