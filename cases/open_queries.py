"""How many queries about returns are open, and whose turn it is: for lists and banners."""

from collections import Counter, defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse

from agencies.plurals import plural
from cases.answering.repetitions import Asking, Repetition
from cases.models import AuditReturn, Query
from cases.my_work import section_url
from cases.queries import askings_of, in_order


@dataclass(frozen=True)
class OpenQueries:
    """Of one return: `asked` wait for its auditor, `answered` for whoever asked."""

    asked: int = 0
    answered: int = 0

    @property
    def for_auditor(self) -> str:
        return f"{plural(self.asked, 'query', 'queries')} to answer" if self.asked else ""

    @property
    def for_lead(self) -> str:
        words = (
            (self.answered, "answered"),
            (self.asked, "not yet answered"),
        )
        said = [f"{plural(count, 'query', 'queries')} {word}" for count, word in words if count]
        return ", ".join(said)


def waiting_queries(returns: QuerySet) -> dict:
    """OpenQueries by return, from one query."""
    counts = defaultdict(Counter)
    rows = Query.objects.open().filter(audit_return__in=returns.order_by().values("pk"))
    for pk, status, count in (
        rows.order_by().values_list("audit_return", "status").annotate(count=Count("pk"))
    ):
        counts[pk][status] = count
    found = {
        pk: OpenQueries(each[Query.Status.ASKED], each[Query.Status.ANSWERED])
        for pk, each in counts.items()
    }
    return defaultdict(OpenQueries, found)


@dataclass(frozen=True)
class Place:
    """One query to answer: its question, and where that is."""

    query_id: UUID
    asking: Asking
    url: str

    @property
    def number(self) -> str:
        return self.asking.number


@dataclass
class Banner:
    """What an auditor is told at the top of a page: the queries here, and those elsewhere."""

    here: list[Place] = field(default_factory=list)
    elsewhere: list[Place] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.here or self.elsewhere)

    @property
    def count(self) -> int:
        return len(self.here) + len(self.elsewhere)

    @property
    def said(self) -> str:
        return plural(self.count, "query", "queries")

    @property
    def notes(self) -> dict:
        """“1 query” by (section key, repetition), for the list of sections."""
        counts = Counter(
            (place.asking.question.section.key, place.asking.repetition)
            for place in (*self.here, *self.elsewhere)
        )
        return {part: plural(count, "query", "queries") for part, count in counts.items()}


def banner_of(
    audit_return: AuditReturn,
    asked: Container[tuple[str, Repetition]],
    section_key: str = "",
    repetition: Repetition | None = None,
    *,
    on_one_page: bool = False,
) -> Banner:
    """`section_key` and `repetition` say which page it stands on; none for the return's own.

    `on_one_page`: where every answer is on the page the banner stands on. `asked`: question keys
    and repetitions; a query about anything else stands on the return's own page.
    """
    banner = Banner()
    waiting = list(in_order(audit_return.queries.waiting_for_an_answer()))
    for query, asking in zip(waiting, askings_of(waiting, audit_return), strict=True):
        part = (asking.question.section, asking.repetition)
        page, anchor = section_url(audit_return, *part), f"#question-{asking.key}"
        is_here = (part[0].key, part[1]) == (section_key, repetition)
        if (asking.key, Repetition.of(query)) not in asked:
            page, anchor = reverse("cases:return", args=[audit_return.pk]), f"#thread-{query.pk}"
            is_here = False
        is_here = is_here or on_one_page
        place = Place(query.pk, asking, anchor if is_here else page + anchor)
        (banner.here if is_here else banner.elsewhere).append(place)
    return banner
