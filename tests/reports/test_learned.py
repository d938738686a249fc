"""What a panel learned over all cases, and points of it taken into briefings."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from cases.models import LearningPoint
from cases.panel.learning import add_learning, change_learning, remove_learning
from reports.learned import learned_of
from reports.models import Briefing, Quote, TakenPoint
from reports.taking import Place, take_as_quote, take_into_briefing
from reports.transitions import Refused
from tests import factories
from tests.cases.panel.panels import item, panel_audit, two_returns
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return factories.coordinator()


@pytest.fixture
def audit():
    return panel_audit()


@pytest.fixture
def points(audit, coordinator):
    """(good practice of the second case, learning of the first)."""
    first, second = factories.case(audit), factories.case(audit)
    good = add_learning(
        item=item(second), kind="good_practice", text="A weekly record.", by=coordinator
    )
    learning = add_learning(
        item=item(first), kind="learning", text="Ask who lives there.", by=coordinator
    )
    return good, learning


@pytest.fixture
def draft(audit):
    content = {
        "title": "What we found",
        "needs_to_change.label.1": "Who lives there",
        "needs_to_change.text.1": "Nobody asked.",
    }
    return factories.briefing(audit, title="What we found", content=content)


def page_of(audit, **query):
    return reverse("reports:learned", args=[audit.pk], query=query)


def texts(audit, user, **chosen):
    return [each.point.text for kind in learned_of(audit, user, chosen) for each in kind.rows]


def taken(point, draft, by, *, section="needs_to_change", number=2, text="Ask."):
    place = Place(draft, section, number)
    return take_into_briefing(point=point, place=place, heading="Asking", text=text, by=by)


class TestList:
    def test_every_point_stands_there_by_kind_with_its_case(self, as_, audit, points, coordinator):
        said = text_of(as_(coordinator).get(page_of(audit)))
        assert said.index("A weekly record.") < said.index("Ask who lives there.")
        for each in points:
            assert each.moderation.case.reference in said

    @pytest.mark.parametrize(
        ("chosen", "found"),
        [
            ({"kind": "learning"}, ["Ask who lives there."]),
            ({"words": "RECORD weekly"}, ["A weekly record."]),
            ({"words": "nothing like it"}, []),
            ({"used": "used"}, ["A weekly record."]),
            ({"used": "not-used"}, ["Ask who lives there."]),
            ({"kind": "made-up", "order": "worse"}, ["A weekly record.", "Ask who lives there."]),
        ],
    )
    def test_it_is_narrowed_down(self, as_, audit, points, coordinator, chosen, found):
        take_as_quote(point=points[0], text="A weekly record.", by=coordinator)
        answer = as_(coordinator).get(page_of(audit, **chosen))
        shown = [each.point.text for kind in answer.context["kinds"] for each in kind.rows]
        assert shown == found

    def test_it_is_narrowed_to_one_case(self, audit, points, coordinator):
        good, _ = points
        assert texts(audit, coordinator, case=str(good.moderation_id)) == [good.text]

    def test_the_newest_comes_first_where_that_is_asked(self, audit, coordinator):
        case = factories.case(audit)
        for text in ("One.", "Two."):
            add_learning(item=item(case), kind="learning", text=text, by=coordinator)
        assert texts(audit, coordinator) == ["One.", "Two."]
        assert texts(audit, coordinator, order="newest") == ["Two.", "One."]
        one = LearningPoint.objects.get(text="One.")
        change_learning(point=one, kind="learning", text="One more.", version=1, by=coordinator)
        assert texts(audit, coordinator, order="newest") == ["One more.", "Two."]

    def test_without_any_point_it_says_what_to_do(self, as_, audit, coordinator):
        assert "Nothing is written down yet" in text_of(as_(coordinator).get(page_of(audit)))

    def test_a_moderator_reads_and_changes_points_and_takes_none(self, as_, audit, points):
        client = as_(factories.user(Role.MODERATOR))
        said = text_of(client.get(page_of(audit)))
        assert "Change" in said
        assert "Take into a briefing" not in said
        address = reverse("reports:take_point", args=[audit.pk, points[0].pk])
        assert client.get(address).status_code == 403

    def test_many_points_cost_no_more_queries(self, as_, audit, points, draft, coordinator):
        client = as_(coordinator)
        before = queries_of(client, page_of(audit))
        for number in range(4):
            case, *_ = two_returns(audit)
            made = add_learning(item=item(case), kind="learning", text="More.", by=coordinator)
            taken(made, draft, coordinator, number=number + 2)
        assert queries_of(client, page_of(audit)) <= before

    def test_the_panel_s_page_and_the_briefings_lead_there(self, as_, audit, coordinator):
        client = as_(coordinator)
        for name in ("cases:panel", "reports:audit_briefings"):
            answer = client.get(reverse(name, args=[audit.pk]))
            assert page_of(audit) in answer.content.decode()


class TestTaking:
    def test_learning_is_offered_the_first_empty_point_that_needs_to_change(
        self, as_, audit, points, draft, coordinator
    ):
        address = reverse("reports:take_point", args=[audit.pk, points[1].pk])
        form = as_(coordinator).get(address).context["form"]
        assert form["into"].value() == f"{draft.pk}:needs_to_change:2"
        assert form["text"].value() == "Ask who lives there."
        good = reverse("reports:take_point", args=[audit.pk, points[0].pk])
        form = as_(coordinator).get(good).context["form"]
        assert form["into"].value() == f"{draft.pk}:working_well:1"

    def test_a_point_becomes_one_of_the_briefing_and_the_list_says_where(
        self, as_, audit, points, draft, coordinator
    ):
        client = as_(coordinator)
        address = reverse("reports:take_point", args=[audit.pk, points[1].pk])
        into = f"{draft.pk}:needs_to_change:2"
        answer = client.post(address, {"into": into, "heading": "Asking", "text": "Ask first."})
        assert answer.url == page_of(audit)
        draft.refresh_from_db()
        assert draft.content["needs_to_change.label.2"] == "Asking"
        assert draft.content["needs_to_change.text.2"] == "Ask first."
        assert draft.version == 2
        where = "Used in 5 Needs to change, point 2 of What we found"
        for shows in (page_of(audit), address):
            assert where in text_of(client.get(shows))

    def test_what_a_point_says_already_stays_behind_it(self, points, draft, coordinator):
        taken(points[1], draft, coordinator, number=1, text="Ask first.")
        draft.refresh_from_db()
        assert draft.content["needs_to_change.text.1"] == "Ask first. Nobody asked."
        assert draft.content["needs_to_change.label.1"] == "Who lives there"

    def test_where_it_came_from_outlives_its_change_and_its_removal(
        self, as_, audit, points, draft, coordinator
    ):
        learning = points[1]
        taken(learning, draft, coordinator)
        change_learning(point=learning, kind="learning", text="New.", version=1, by=coordinator)
        client = as_(coordinator)
        assert "It was taken as: “Ask who lives there.”" in text_of(client.get(page_of(audit)))
        reference = learning.moderation.case.reference
        remove_learning(point=learning, by=coordinator)
        use = TakenPoint.objects.get()
        assert (use.point, use.words, use.source) == (None, "Ask who lives there.", reference)
        said = text_of(client.get(page_of(audit)))
        assert "Taken, and removed by the panel since" in said

    def test_where_the_briefing_is_written_the_point_it_came_from_stands_beside(
        self, as_, points, draft, coordinator
    ):
        factories.partnership()
        taken(points[1], draft, coordinator, text="Ask first.")
        answer = as_(coordinator).get(reverse("reports:edit_briefing", args=[draft.pk]))
        source = points[1].moderation.case.reference
        said = f"From what the panel learned on {source}: “Ask who lives there.”"
        assert text_of(answer).count(said) == 1

    def test_a_place_that_was_emptied_says_so(self, as_, audit, points, draft, coordinator):
        taken(points[1], draft, coordinator)
        Briefing.objects.update(content={})
        said = text_of(as_(coordinator).get(page_of(audit)))
        assert "nothing stands there any more" in said

    def test_as_a_quote_it_waits_for_somebody_else_to_approve(self, points, coordinator):
        take_as_quote(point=points[0], text="A weekly record.", by=coordinator)
        quote = Quote.objects.get()
        assert (quote.speaker, quote.approved_by) == ("panel", None)
        assert TakenPoint.objects.get().quote == quote

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"into": "quote", "text": "a" * 301}, "A quote may have 300 characters at most."),
            ({"into": "quote", "text": ""}, "Write what is taken."),
            ({"into": "made up", "text": "a"}, "That is no draft any more."),
            ({"text": "a"}, "Choose where it goes."),
            ({"into": "quote", "text": "a" * 601}, "may have 600 characters at most."),
        ],
    )
    def test_what_cannot_be_taken_is_refused_and_stays_on_the_page(
        self, as_, audit, points, coordinator, sent, said
    ):
        address = reverse("reports:take_point", args=[audit.pk, points[0].pk])
        answer = as_(coordinator).post(address, sent)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert sent["text"] in answer.content.decode()
        assert not Quote.objects.exists()

    def test_a_point_without_room_or_a_briefing_sent_for_review_is_refused(
        self, points, draft, coordinator
    ):
        with pytest.raises(Refused, match="would have 604 characters, and it holds 600"):
            taken(points[1], draft, coordinator, number=1, text="a" * 590)
        Briefing.objects.update(status="in_review")
        with pytest.raises(Refused, match="no longer a draft"):
            taken(points[1], draft, coordinator)
        assert not TakenPoint.objects.exists()

    def test_only_who_writes_briefings_takes(self, points, draft):
        with pytest.raises(Exception, match="permission"):
            taken(points[1], draft, factories.user(Role.MODERATOR))
