"""A first version of a briefing, written from what was counted. Every sentence may be changed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from agencies.models import Agency
from audits.models import Audit
from reports.briefing_fields import CHANGES, FIELDS, STRENGTHS, blank
from reports.briefings import Snapshot
from reports.budgets import BUDGETS
from reports.figures import Figure
from reports.models import Quote
from reports.phrases import cut_to_words, listed, lower_first, upper_first
from reports.wording import unit_word

POINTS = BUDGETS["needs_to_change"].items
ACTIONS = (
    "Talk about {theme} in a team meeting.",
    "Read one open case again for {theme}.",
    "Ask in supervision about {theme}.",
    "Agree who leads on {theme} in your agency.",
    "Write down what you change on {theme}.",
    "Tell another agency what you do on {theme}.",
)
NEXT = (
    "Teams: talk this through within a month.",
    "Agencies: tell us what you have changed.",
    "We ask the same questions again next year.",
)
WHY = (
    "No agency sees the whole of a child’s life. Read side by side, our records show what each of"
    " us knew and what none of us put together."
)
WHY_OF_OURSELVES = (
    "What agencies and their staff say of their own work shows where a child would find help, and"
    " where it is promised and not yet there."
)
ABOUT_RETURNS = (
    "Each figure is a share of *audit returns, not cases*: one case has several. Blank and not"
    " applicable answers are left out; a silent record is not."
)
ABOUT_BOTH = (
    "Each figure says what it counts: *audit returns or whole cases*. Blank and not applicable"
    " answers are left out; a silent record is not."
)


ABOUT_OTHERS = (
    "Each figure is a share of *{units}*. Blank and not applicable answers are left out; “not"
    " recorded” is not."
)


def draft_content(audit: Audit, snapshot: Snapshot) -> dict[str, str]:
    """Seven sections within their budgets; texts hold references, never typed numbers."""
    ranking = Ranking(snapshot)
    content = blank() | {
        "title": cut_to_words(f"{audit.theme}: what the records show", BUDGETS["title"].characters),
        "boxes.text.1": _background(audit, snapshot),
        "boxes.text.2": _why(audit, snapshot),
        "boxes.text.3": _about(ranking.shown),
        "quote": _quote(audit, ranking.changes),
    }
    content |= _strip(ranking, snapshot)
    content |= _chart(ranking)
    content |= _working_well(ranking.strengths, snapshot)
    content |= _needs_to_change(ranking.points, snapshot.themes)
    content |= _actions(ranking.points, snapshot.themes)
    return content | {f"what_next.text.{at}": text for at, text in enumerate(NEXT, start=1)}


class Ranking:
    """Measures with a better end, best first. `points` are the weakest of each theme.

    A strength is a measure of which more is better, met at least half the time: a short bar
    cannot show one. Figures that may be given as per cents go before those that may not.
    """

    def __init__(self, snapshot: Snapshot):
        usable = [each for each in snapshot.figures.values() if each.rule.better != "none"]
        counted = sorted((each for each in usable if each.d), key=goodness, reverse=True)
        large = [each for each in counted if each.percent_shown(snapshot.minimum) is not None]
        self.strengths = self._strong(large) or self._strong(counted)
        rest = [each for each in large or counted if each not in self.strengths]
        self.changes = rest[::-1][:CHANGES]
        weakest = [each for each in reversed([*counted]) if each not in self.strengths]
        self.points = first_of_each_theme([*self.changes, *weakest])[:POINTS]

    @staticmethod
    def _strong(figures: Iterable[Figure]) -> list[Figure]:
        return [each for each in figures if each.rule.better == "higher" and 2 * each.n >= each.d][
            :STRENGTHS
        ]

    @property
    def shown(self) -> list[Figure]:
        return [*self.strengths, *self.changes]


def goodness(figure: Figure) -> float:
    """The share for which things are as they should be, whichever end is better."""
    share = figure.n / figure.d
    return share if figure.rule.better == "higher" else 1 - share


def first_of_each_theme(figures: Iterable[Figure]) -> list[Figure]:
    found: dict[str, Figure] = {}
    for figure in figures:
        found.setdefault(figure.rule.theme or figure.key, figure)
    return list(found.values())


def theme_of(figure: Figure, limit: int, themes: Mapping[str, str]) -> str:
    """The theme's name, or the measure's label where it has no theme."""
    theme = figure.rule.theme
    words = themes.get(theme) or theme.replace("-", " ") or figure.rule.label
    return cut_to_words(upper_first(words), limit)


def _background(audit: Audit, snapshot: Snapshot) -> str:
    agencies = Agency.objects.filter(participations__audit=audit)
    sectors = list(dict.fromkeys(agency.get_sector_display() for agency in agencies))
    named = upper_first(listed([lower_first(each) for each in sectors]))
    ending = BACKGROUNDS[_kind(snapshot)]
    text = f"{named}{ending}"
    if not sectors or len(snapshot.fill(text)) > BUDGETS["boxes.text"].characters:
        return f"[[audit.agencies]] agencies{ending}"
    return text


BACKGROUNDS = {
    "cases": " each read their own records: [[audit.returns]] returns on [[audit.cases]] cases.",
    "organisations": " each looked at how they work: [[audit.organisations]] have answered.",
    "responses": " asked the people who work there: [[audit.responses]] have answered.",
}


def _kind(snapshot: Snapshot) -> str:
    """What the audit looks at: the fact that says how many of them there are."""
    return next((kind for kind in BACKGROUNDS if kind in snapshot.facts), "cases")


def _why(audit: Audit, snapshot: Snapshot) -> str:
    usual = WHY if _kind(snapshot) == "cases" else WHY_OF_OURSELVES
    purpose = " ".join(audit.purpose.split())
    if not purpose.endswith("?"):
        return usual
    text = f"We wanted to know: {lower_first(purpose)}"
    return text if len(text) <= BUDGETS["boxes.text"].characters else usual


def _about(shown: Sequence[Figure]) -> str:
    units = {figure.rule.unit for figure in shown}
    if units & {"case", "child", "answer"}:
        return ABOUT_BOTH
    others = units - {"return"}
    return ABOUT_OTHERS.format(units=unit_word(others.pop(), 2)) if others else ABOUT_RETURNS


OPENINGS = {
    "cases": (
        ("audit.cases", "cases, each read by its agencies"),
        ("audit.returns", "audit returns from [[audit.agencies]] agencies"),
    ),
    "organisations": (("audit.organisations", "organisations looked at themselves"),),
    "responses": (("audit.responses", "people answered"),),
}


def _strip(ranking: Ranking, snapshot: Snapshot) -> dict[str, str]:
    chosen = [
        *OPENINGS[_kind(snapshot)],
        *((each.key, each.rule.label) for each in ranking.strengths[:1]),
        *((each.key, each.rule.label) for each in ranking.changes[:1]),
    ]
    return {
        f"strip.{part}.{place}": text
        for place, pair in enumerate(chosen, start=1)
        for part, text in zip(("shows", "caption"), pair, strict=True)
    }


def _chart(ranking: Ranking) -> dict[str, str]:
    groups = {"strength": ranking.strengths, "change": ranking.changes}
    return {
        f"chart.{group}.{place}": figure.key
        for group, figures in groups.items()
        for place, figure in enumerate(figures, start=1)
    }


def _working_well(strengths: Sequence[Figure], snapshot: Snapshot) -> dict[str, str]:
    """As many points as the box holds."""
    content = {"working_well.lead": "This is where agencies do best." if strengths else ""}
    for place, figure in enumerate(strengths, start=1):
        point = {
            f"working_well.label.{place}": theme_of(
                figure, BUDGETS["needs_to_change.label"].characters, snapshot.themes
            ),
            f"working_well.text.{place}": f"{figure.rule.label} in [[{figure.key}.words]].",
        }
        used = [snapshot.fill(text) for text in (content | point).values()]
        if len(" ".join(used)) + place > BUDGETS["working_well"].characters:
            break
        content |= point
    return content


def _needs_to_change(points: Sequence[Figure], themes: Mapping[str, str]) -> dict[str, str]:
    content = {}
    for place, figure in enumerate(points, start=1):
        units = unit_word(figure.rule.unit, figure.d)
        said = f"{figure.rule.label} in [[{figure.key}.count]] {units}."
        content[f"needs_to_change.label.{place}"] = theme_of(
            figure, FIELDS["needs_to_change.label.1"].allowed, themes
        )
        content[f"needs_to_change.text.{place}"] = said
    return content


def _actions(points: Sequence[Figure], themes: Mapping[str, str]) -> dict[str, str]:
    content = {}
    for place, (sentence, figure) in enumerate(zip_longest(ACTIONS, points), start=1):
        if figure is None:
            break
        room = BUDGETS["what_to_do.text"].characters - len(sentence.replace("{theme}", ""))
        theme = lower_first(theme_of(figure, room, themes))
        content[f"what_to_do.text.{place}"] = sentence.replace("{theme}", theme)
    return content


def _quote(audit: Audit, changes: Sequence[Figure]) -> str:
    """An approved quote that fits, on a theme that must change where there is one."""
    themes = [figure.rule.theme for figure in changes]
    approved = Quote.objects.approved().filter(audit=audit)
    fitting = [each for each in approved if len(each.text) <= BUDGETS["quote.text"].characters]
    about = [each for each in fitting if each.theme in themes]
    return str((about or fitting)[0].pk) if fitting else ""
