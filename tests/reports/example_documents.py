"""Briefings with fictional text of our own, and the counts of the acceptance set."""

from dataclasses import replace
from datetime import date

from reports.documents import (
    BigNumber,
    Box,
    ChartGroup,
    ChartRow,
    Footer,
    Point,
    Quote,
    SevenMinute,
    WorkingWell,
)

FULL = SevenMinute(
    partnership="Merrowdale Safeguarding Children Partnership",
    audit_line="Seven-minute briefing · multi-agency case audit, 2026",
    title="Neglect: many visits, and still no one whole story",
    dated=date(2026, 5, 18),
    strip=(
        BigNumber("18", "children, each read by all who knew them"),
        BigNumber("63", "audit returns from six kinds of agency"),
        BigNumber("88%", "recorded sound oversight by a manager", "53 of 60 returns"),
        BigNumber("37%", "held a chronology of the child’s life", "23 of 62 returns"),
    ),
    boxes=(
        Box(
            "Background",
            "We chose 18 children living with neglect and asked six kinds of agency to open their"
            " own files. Sixty-three returns came back, and a panel read them together.",
        ),
        Box(
            "Why it matters",
            "Neglect seldom arrives as one event. Small worries gather across months and services,"
            " so a child is safe only when somebody lays them side by side.",
        ),
        Box(
            "About the figures",
            "A per cent here is a share of audit returns, not children: several agencies may"
            " answer about one child. A silent record stays in the total.",
            emphasis="audit returns, not children",
        ),
    ),
    working_well=WorkingWell(
        "Most workers act quickly when they can see harm.",
        (
            Point(
                "Talking", "Nurseries, nurses and police rang each other early and wrote it down."
            ),
            Point("Acting", "Clear danger brought a same-day visit or meeting."),
            Point("Leading", "Managers asked hard questions and recorded their answers."),
        ),
    ),
    chart=(
        ChartGroup(
            "Working well",
            (
                ChartRow("Managers’ oversight was sound", 53, 60, 88),
                ChartRow("Information was shared well", 44, 62, 71),
                ChartRow("Risk was seen and acted on", 43, 62, 69),
            ),
        ),
        ChartGroup(
            "Needs to change",
            (
                ChartRow("Child seen and spoken to alone", 31, 62, 50),
                ChartRow("Chronology kept on file", 23, 62, 37),
                ChartRow("Too little known of the father", 41, 62, 66, fewer_is_better=True),
                ChartRow("The case had drifted", 16, 62, 26, fewer_is_better=True),
            ),
            strength=False,
        ),
    ),
    needs_to_change=(
        Point("Say neglect", "Files described cold and hunger but stopped short of the word."),
        Point("Order the events", "Without a dated list, the fourth missed visit looked like one."),
        Point("See the link", "Drink, fear at home and low mood sat in separate paragraphs."),
        Point("Ask after dads", "Men in the home were named in passing and rarely spoken with."),
        Point("Keep plans moving", "Reviews repeated old tasks; few asked what was now different."),
        Point("Hear the child", "Some drew or wrote with us. Many were only seen with a parent."),
    ),
    quote=Quote(
        "Every file made sense alone. Together they told a different story.", "A panel member"
    ),
    what_to_do=(
        "Write neglect in the record, and what it does.",
        "Start one dated list and bring it to each meeting.",
        "Ask how drink, drugs or fear change the child’s day.",
        "Find and speak to fathers; record when you cannot.",
        "See the child alone and keep their own words.",
        "In supervision, ask what is better since last time.",
    ),
    what_next=(
        "Teams: talk this through before 30 June.",
        "Book a place on the chronology workshop.",
        "We repeat this audit in spring 2027.",
    ),
    footer=Footer(
        "Public edition", "Published 18 May 2026", "Full report: merrowdale.example/neglect"
    ),
)

MINIMUM = SevenMinute(
    partnership="Merrowdale Safeguarding Children Partnership",
    audit_line="",
    title="Neglect audit",
    dated=date(2026, 5, 18),
    footer=Footer("Internal edition", "Draft of 18 May 2026"),
)

SPARSE = replace(
    FULL,
    quote=None,
    working_well=replace(FULL.working_well, points=FULL.working_well.points[:1]),
    chart=(replace(FULL.chart[0], rows=FULL.chart[0].rows[:2]),),
    needs_to_change=FULL.needs_to_change[:2],
    what_to_do=FULL.what_to_do[:3],
    what_next=FULL.what_next[:1],
    footer=replace(FULL.footer, link=""),
)

SMALL_NUMBERS = replace(
    FULL,
    strip=(
        *FULL.strip[:2],
        BigNumber("9 of 11", "recorded sound oversight by a manager", "returns"),
        BigNumber("4 of 12", "held a chronology of the child’s life", "returns"),
    ),
    chart=(
        ChartGroup(
            "Working well",
            (
                ChartRow("Managers’ oversight was sound", 9, 11, left_out=1),
                ChartRow("Information was shared well", 8, 12),
            ),
        ),
        ChartGroup(
            "Needs to change",
            (
                ChartRow("Chronology kept on file", 4, 12, not_recorded=2),
                ChartRow("Too little known of the father", 13, 19, fewer_is_better=True),
                ChartRow("Child seen and spoken to alone", None, 4),
                ChartRow("The case had drifted", 0, 7, unit="cases", fewer_is_better=True),
            ),
            strength=False,
        ),
    ),
)

WORDS = "each of us kept a part of the story and no one put the parts in order for the child "


def words(length: int) -> str:
    """Plain words, exactly this long."""
    text = (WORDS * (length // len(WORDS) + 1))[:length]
    return text if text[-1] != " " else text[:-1] + "s"


BRIMMING = replace(
    FULL,
    partnership=words(80),
    audit_line=words(54),
    title=words(60),
    strip=tuple(BigNumber("88%", words(40), "53 of 60 returns") for _ in range(4)),
    boxes=tuple(Box(words(18), words(165)) for _ in range(3)),
    working_well=WorkingWell(
        words(70),
        (Point(words(10), words(56)), Point(words(10), words(56)), Point("Be", words(58))),
    ),
    chart=tuple(
        replace(group, rows=tuple(replace(row, label=words(32)) for row in group.rows))
        for group in FULL.chart
    ),
    needs_to_change=tuple(Point(words(22), words(66)) for _ in range(6)),
    quote=Quote(words(78), words(26)),
    what_to_do=(words(54),) * 6,
    what_next=(words(48),) * 3,
    footer=Footer(words(24), words(28), words(56)),
)

EXAMPLES = {
    "full": FULL,
    "minimum": MINIMUM,
    "sparse": SPARSE,
    "small_numbers": SMALL_NUMBERS,
    "brimming": BRIMMING,
}
