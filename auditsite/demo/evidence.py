"""What stands beside some answers of the demo: good practice, the record, quotes, and doubt."""

RECORDS = {
    "health": "Health visitor record, entry {}",
    "police": "Incident log, entry {}",
    "education": "Safeguarding file, page {}",
    "early_help": "Family plan, review {}",
    "housing": "Tenancy file, note {}",
    "children_social_care": "Case note {}",
}
QUOTES = (
    ("It was the first time somebody asked what a day at home is like.", "parent"),
    ("I only found out what school knew when we sat at the same table.", "practitioner"),
    ("I told the nurse because she had time.", "child"),
)
REFERENCED = frozenset({"chronology-used", "seen-alone", "threshold-applied", "plan-quality"})
PRAISED = frozenset({"own-words", "history-considered", "help-declined-response"})
QUOTED = ("own-words", "information-shared", "views-changed-decisions")
# Returns still being answered in which the auditor has yet to find something out.
IN_DOUBT = {
    ("NEG26", 13, "children_social_care"): "home-seen",
    ("NEG26", 14, "health"): "own-words",
}


def evidence_for(prefix: str, number: int, sector: str, key: str, value) -> dict[str, object]:
    """Fields of the answer to one question in one return; most have nothing beside them."""
    found: dict[str, object] = {}
    if key in REFERENCED and number % 3 == 0:
        found["record_reference"] = RECORDS[sector].format(4 + number)
    if key in PRAISED and value == "yes" and number % 4 == 1:
        found["good_practice"] = True
    if key in QUOTED and number % 9 == QUOTED.index(key) + 1 and sector in {"health", "education"}:
        text, speaker = QUOTES[QUOTED.index(key)]
        found |= {"quote": text, "quote_speaker": speaker, "quote_proposed": True}
    if IN_DOUBT.get((prefix, number, sector)) == key:
        found["unsure"] = True
    return found
