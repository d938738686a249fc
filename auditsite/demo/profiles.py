"""How the demo's answers are spread, best first, in the order of AGENCIES.

For the audit of 2025 a column that adds up to the agency's number of returns gives exactly these
counts; everywhere else the numbers are proportions. The seven questions marked * reproduce the
figures of a published audit (18 cases, 63 returns): see tests/test_published_figures.py.
"""

NOT_APPLICABLE, NOT_RECORDED, MISSING = "not_applicable", "not_recorded", "missing"
STATES = frozenset({NOT_APPLICABLE, NOT_RECORDED, MISSING})

Spread = dict[str | int, tuple[int, ...]]

PROFILES: dict[str, Spread] = {
    "kind-of-contact": {
        "regular": (14, 10, 1, 8, 4, 1),
        "short": (4, 4, 5, 3, 1, 2),
        "once": (0, 1, 3, 0, 0, 0),
        "indirect": (0, 0, 1, 0, 0, 1),
    },
    "re-referrals": {
        0: (5, 0, 4, 0, 2, 0),
        1: (6, 0, 3, 0, 1, 0),
        2: (4, 0, 2, 0, 1, 0),
        3: (2, 0, 1, 0, 1, 0),
        5: (1, 0, 0, 0, 0, 0),
    },
    "neglect-named": {
        "yes": (8, 5, 2, 3, 2, 1),
        "partly": (7, 6, 4, 5, 2, 1),
        "no": (3, 3, 3, 2, 1, 2),
        NOT_RECORDED: (0, 1, 1, 1, 0, 0),
    },
    "toolkit-used": {
        "in-full": (1, 1, 0, 0, 1, 0),
        "in-part": (2, 2, 0, 1, 1, 0),
        "not-used": (14, 11, 0, 9, 3, 0),
        NOT_RECORDED: (1, 1, 0, 1, 0, 0),
    },
    "three-factors-linked": {
        "yes": (4, 2, 1, 1, 1, 0),
        "partly": (4, 3, 2, 2, 1, 1),
        "no": (5, 6, 5, 5, 2, 2),
        NOT_RECORDED: (1, 1, 1, 1, 0, 0),
    },
    "chronology-recorded": {  # *
        "yes": (11, 5, 2, 2, 3, 0),
        "partly": (4, 5, 2, 4, 1, 2),
        "no": (3, 4, 4, 4, 1, 1),
        NOT_RECORDED: (0, 1, 1, 1, 0, 1),
        MISSING: (0, 0, 1, 0, 0, 0),
    },
    "chronology-used": {
        "yes": (4, 3, 1, 1, 2, 0),
        "partly": (6, 4, 2, 2, 1, 1),
        "no": (4, 3, 1, 3, 1, 1),
        NOT_RECORDED: (1, 0, 0, 0, 0, 0),
    },
    "history-considered": {
        "yes": (9, 6, 4, 3, 2, 1),
        "partly": (7, 6, 3, 5, 2, 1),
        "no": (2, 2, 2, 2, 1, 1),
        NOT_RECORDED: (0, 1, 1, 1, 0, 1),
    },
    "seen-alone": {  # *
        "yes": (11, 8, 3, 8, 1, 0),
        "partly": (4, 3, 1, 1, 2, 0),
        "no": (3, 3, 5, 1, 2, 2),
        NOT_RECORDED: (0, 1, 1, 1, 0, 1),
        MISSING: (0, 0, 0, 0, 0, 1),
    },
    "own-words": {
        "yes": (11, 8, 3, 7, 3, 0),
        "partly": (5, 4, 3, 3, 2, 1),
        "no": (2, 2, 3, 1, 0, 2),
        NOT_RECORDED: (0, 1, 1, 0, 0, 1),
    },
    "views-changed-decisions": {
        "yes": (4, 3, 1, 3, 1, 1),
        "partly": (7, 5, 3, 5, 2, 1),
        "no": (5, 4, 2, 2, 2, 1),
    },
    "father-information": {  # *
        "enough": (8, 3, 4, 2, 1, 0),
        "too-little": (7, 8, 3, 6, 3, 2),
        "nothing": (2, 3, 2, 2, 1, 2),
        NOT_RECORDED: (1, 1, 1, 0, 0, 0),
        MISSING: (0, 0, 0, 1, 0, 0),
    },
    "father-spoken-to": {
        "yes": (6, 2, 3, 2, 1, 0),
        "partly": (5, 3, 1, 2, 1, 0),
        "no": (6, 8, 4, 6, 3, 0),
        NOT_RECORDED: (1, 1, 1, 1, 0, 0),
        NOT_APPLICABLE: (0, 1, 1, 0, 0, 0),
    },
    "help-declined": {
        "no": (7, 6, 6, 6, 2, 2),
        "yes": (11, 8, 3, 4, 3, 2),
        NOT_RECORDED: (0, 1, 1, 1, 0, 0),
    },
    "help-declined-response": {
        "yes": (4, 2, 1, 2, 2, 1),
        "partly": (4, 3, 1, 1, 1, 1),
        "no": (3, 3, 1, 1, 0, 1),
    },
    "home-seen": {
        "yes": (13, 6, 4, 0, 3, 2),
        "partly": (3, 5, 3, 0, 1, 1),
        "no": (1, 3, 2, 0, 1, 1),
        NOT_RECORDED: (1, 1, 1, 0, 0, 0),
    },
    "school-attendance": {
        "yes": (5, 0, 0, 4, 1, 0),
        "partly": (4, 0, 0, 4, 1, 0),
        "no": (3, 0, 0, 2, 1, 0),
        NOT_RECORDED: (1, 0, 0, 1, 0, 0),
    },
    "health-involved": {
        "yes": (7, 8, 0, 3, 2, 0),
        "partly": (7, 4, 0, 4, 2, 0),
        "no": (3, 2, 0, 3, 1, 0),
        NOT_RECORDED: (1, 1, 0, 1, 0, 0),
    },
    "information-shared": {  # *
        "yes": (14, 11, 8, 7, 3, 1),
        "partly": (3, 3, 1, 2, 1, 1),
        "no": (1, 1, 0, 1, 0, 2),
        NOT_RECORDED: (0, 0, 1, 1, 0, 0),
        MISSING: (0, 0, 0, 0, 1, 0),
    },
    "meetings-joined": {
        "yes": (15, 10, 5, 7, 3, 1),
        "partly": (2, 3, 2, 2, 1, 0),
        "no": (1, 1, 1, 1, 1, 1),
        NOT_APPLICABLE: (0, 1, 2, 1, 0, 2),
    },
    "risk-responded": {  # *
        "yes": (13, 10, 8, 7, 3, 2),
        "partly": (4, 3, 1, 2, 1, 1),
        "no": (1, 1, 1, 1, 0, 1),
        NOT_RECORDED: (0, 0, 0, 1, 1, 0),
        MISSING: (0, 1, 0, 0, 0, 0),
    },
    "threshold-applied": {
        "yes": (14, 12, 8, 8, 4, 0),
        "partly": (3, 2, 1, 2, 1, 0),
        "no": (1, 1, 0, 1, 0, 0),
        NOT_RECORDED: (0, 0, 1, 0, 0, 0),
    },
    "disagreement": {
        "no": (13, 9, 8, 6, 3, 3),
        "yes": (5, 6, 2, 5, 2, 1),
    },
    "escalation": {
        "in-time": (2, 2, 1, 2, 1, 0),
        "late": (2, 2, 1, 1, 1, 0),
        "no": (1, 1, 0, 1, 0, 1),
        NOT_RECORDED: (0, 1, 0, 1, 0, 0),
    },
    "plan-quality": {
        "yes": (5, 4, 0, 3, 2, 0),
        "partly": (9, 6, 0, 4, 2, 0),
        "no": (4, 3, 0, 2, 1, 0),
        NOT_APPLICABLE: (0, 2, 0, 2, 0, 0),
    },
    "drift": {  # *
        "no": (8, 7, 8, 5, 1, 2),
        "partly": (3, 3, 1, 3, 2, 1),
        "yes": (7, 4, 1, 2, 2, 0),
        NOT_RECORDED: (0, 1, 0, 1, 0, 0),
        MISSING: (0, 0, 0, 0, 0, 1),
    },
    "management-oversight": {  # *
        "yes": (17, 13, 8, 9, 4, 2),
        "partly": (1, 1, 0, 0, 1, 0),
        "no": (0, 0, 0, 1, 0, 0),
        NOT_RECORDED: (0, 1, 1, 0, 0, 1),
        NOT_APPLICABLE: (0, 0, 1, 0, 0, 1),
        MISSING: (0, 0, 0, 1, 0, 0),
    },
    "supervision": {
        "yes": (8, 6, 0, 3, 2, 1),
        "partly": (7, 6, 0, 4, 2, 1),
        "no": (3, 2, 0, 3, 1, 1),
        NOT_RECORDED: (0, 1, 0, 1, 0, 1),
    },
    "impact": {
        "yes": (9, 7, 4, 5, 3, 1),
        "partly": (6, 5, 4, 4, 1, 2),
        "no": (3, 2, 1, 2, 1, 1),
        NOT_RECORDED: (0, 1, 1, 0, 0, 0),
    },
    "overall-grade": {
        "outstanding": (1, 1, 0, 1, 0, 0),
        "good": (8, 6, 6, 4, 2, 1),
        "requires-improvement": (7, 7, 4, 5, 3, 2),
        "inadequate": (2, 1, 0, 1, 0, 1),
    },
    "tool-fit": {
        "yes": (15, 9, 3, 6, 4, 0),
        "partly": (3, 5, 4, 4, 1, 2),
        "no": (0, 1, 3, 1, 0, 2),
    },
}

SCHOOL_AGE = 4
OLD_ENOUGH_TO_TALK = 3

FACTOR_CODES = {"D": "domestic-abuse", "M": "mental-ill-health", "S": "substance-misuse"}
KIND_CODES = {
    "p": "physical",
    "m": "medical",
    "e": "emotional",
    "l": "educational",
    "s": "supervision",
}
REASONS_NOT_ALONE = ("carer-stayed", "not-tried", "child-chose", "not-our-role")
