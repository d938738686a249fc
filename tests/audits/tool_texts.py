"""A small tool file for tests to break, one fault at a time."""

SECTORS = ("children_social_care", "health", "police")

SMALL = """\
format: 1
tool: {key: small, name: Small tool}
scales:
  - key: seen
    name: Seen
    better: higher
    options:
      - {code: "yes", label: "Yes", counts_as: positive, rank: 1}
      - {code: "no", label: "No", counts_as: negative, rank: 0}
sections:
  - key: voice
    title: The child’s voice
    questions:
      - {key: alone, kind: choice, text: "Seen alone?", scale: seen}
      - key: why
        kind: text
        text: Why not?
        show_when: {question: alone, is: ["no"]}
      - {key: visits, kind: number, text: "How many visits?", minimum: 0, maximum: 9.5}
measures:
  - key: alone
    name: The child was seen alone
    label: Seen alone
    question: alone
    counts: ["yes"]
    sentence: The child was seen alone in {share}.
"""


def broken(old: str, new: str) -> bytes:
    assert old in SMALL, f"{old!r} is not in the small tool file"
    return SMALL.replace(old, new, 1).encode()
