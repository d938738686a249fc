"""Which approved returns of a case are compared, and what is made of where they differ."""

import pytest
from django.urls import reverse

from agencies.models import Activity
from agencies.rls import acting, scope_of
from agencies.roles import Role
from audits.models import Audit
from cases.differences.compared_answers import comparison_of, comparisons_of
from cases.differences.comparing import Place
from cases.differences.resolving import StaleResolution, reopen_difference, resolve_difference
from cases.differences.shown import differences_of, shown_comparison, unresolved_in
from cases.models import Answer, AuditReturn, Resolution
from cases.transitions import Refused
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture
def coordinator():
    factories.partnership()
    return factories.coordinator()


def found(case, reader):
    return comparison_of(case, reader).differences


def resolve(case, question, by, **given):
    given = {"taken": "yes", "reason": "The chronology shows it.", "seen": ""} | given
    return resolve_difference(case=case, place=Place(question.key), by=by, **given)


def test_two_approved_returns_that_differ_are_found(coordinator):
    case, question = factories.differing_case(("yes", "no"))
    (difference,) = found(case, coordinator)
    assert difference.place == Place(question.key)
    assert difference.distance == 1 / 2  # a scale without ranks or worth has no order


@pytest.mark.parametrize("status", [each for each in Status if each not in AuditReturn.COUNTED])
def test_a_return_its_agency_has_not_approved_is_not_compared(coordinator, status):
    case, _ = factories.differing_case(("yes",))
    factories.move(factories.answered_return("no", case_=case), status)
    assert found(case, coordinator) == []


def test_agreement_and_a_silent_record_are_no_difference(coordinator):
    case, question = factories.differing_case(("yes", "yes"))
    silent = factories.audit_return(case_=case, status=Status.IN_PROGRESS)
    factories.answer(silent, question, state="not_recorded")
    factories.move(silent, Status.APPROVED)
    comparison = comparison_of(case, coordinator)
    assert comparison.differences == comparison.known_to_one == []
    states = [each.state for each in comparison.answers[Place(question.key)]]
    assert sorted(states) == ["answered", "answered", "not_recorded"]


def test_what_one_agency_alone_knew_comes_with_its_note(coordinator):
    case, question = factories.differing_case(("no",))
    Answer.objects.update(note="The neighbour wrote.")
    silent = factories.audit_return(case_=case, status=Status.IN_PROGRESS)
    factories.answer(silent, question, state="not_recorded", note="Nothing in our record.")
    factories.move(silent, Status.APPROVED)
    (one,) = shown_comparison(comparison_of(case, coordinator)).known_to_one
    assert (one.heard.text, one.heard.beside.note) == ("No", "The neighbour wrote.")
    assert [each.beside.note for each in one.silent] == ["Nothing in our record."]


@pytest.fixture
def repeated():
    """(audit, question asked once, question asked for each child); the second of the first."""
    version = factories.draft_version()
    gate = factories.question(factories.section(version))
    of_child = factories.question(
        factories.section(version, repeats="subject", show_when=None), required=False
    )
    off = factories.question(
        factories.section(version), show_when={"question": gate.key, "is": ["yes"]}
    )
    return factories.audit(factories.published(version)), of_child, off


def test_each_child_is_compared_with_itself(coordinator, repeated):
    audit, question, _ = repeated
    case = factories.case(audit)
    second = case.subjects.create(number=2)
    for said in ("yes", "no"):
        made = factories.answered_return(case_=case)
        factories.answer(made, question, "yes", subject=case.subjects.get(number=1))
        factories.answer(made, question, said, subject=second)
        factories.move(made, Status.APPROVED)
    (difference,) = shown_comparison(comparison_of(case, coordinator)).differences
    assert difference.child == "Child 2"
    assert difference.url.endswith(f"/{question.key}/child-2/")


def test_an_answer_that_other_answers_switched_off_is_not_compared(coordinator, repeated):
    audit, _, off = repeated
    case = factories.case(audit)
    for gate, said in (("yes", "yes"), ("no", "no")):
        made = factories.answered_return(gate, case_=case)
        factories.answer(made, off, said)
        factories.move(made, Status.APPROVED)
    assert [each.place.key for each in found(case, coordinator)] == ["question-1-1"]


def test_what_a_measure_counts_is_marked(coordinator):
    case, _ = factories.differing_case(version=factories.measured_version())
    assert found(case, coordinator)[0].asked.is_counted


def test_ranks_say_how_far_apart_two_options_are(coordinator):
    version = factories.draft_version()
    scale = factories.scale(version, ("good", "fair", "poor"))
    for rank, option in enumerate(scale.options.order_by("-position")):
        option.rank = rank
        option.save()
    factories.question(factories.section(version), "grade", scale=scale)
    audit = factories.audit(factories.published(version))
    near, _ = factories.differing_case(("good", "fair"), audit)
    far, _ = factories.differing_case(("good", "poor"), audit)
    assert [found(case, coordinator)[0].distance for case in (near, far)] == [1 / 2, 1]


def test_a_moderator_compares_before_a_panel_only_and_others_never(coordinator):
    case, _ = factories.differing_case()
    moderator = factories.user(Role.MODERATOR)
    lead = factories.lead(case.returns.first().agency)
    assert found(case, moderator) == []
    Audit.objects.update(status=Audit.Status.MODERATING)
    assert len(found(case, moderator)) == 1
    assert found(case, lead) == []


def test_comparing_takes_as_many_queries_for_ten_cases_as_for_one(
    coordinator, django_assert_num_queries
):
    audit = factories.audit()
    factories.differing_case(audit=audit)
    coordinator.permissions  # noqa: B018 - reads the memberships before the count begins
    differences_of(audit, coordinator)
    for cases in (1, 10):
        while audit.cases.count() < cases:
            factories.differing_case(audit=audit)
        with django_assert_num_queries(10):  # the last one: what the panel agreed
            assert len(differences_of(audit, coordinator)) == cases


def test_a_resolution_keeps_both_answers_and_says_who_and_why(coordinator):
    case, question = factories.differing_case()
    before = list(Answer.objects.order_by("pk").values_list("value", "version"))
    made = resolve(case, question, coordinator)
    assert list(Answer.objects.order_by("pk").values_list("value", "version")) == before
    assert (made.taken, made.reason, made.by) == ("yes", "The chronology shows it.", coordinator)
    assert unresolved_in(case.audit, coordinator) == []
    assert Activity.objects.filter(verb="resolved a difference", actor_id=coordinator.pk).exists()


def test_a_resolution_without_a_reason_is_refused(coordinator):
    case, question = factories.differing_case()
    with pytest.raises(Refused, match="Say why"):
        resolve(case, question, coordinator, reason=" ")


def test_what_is_no_difference_is_not_resolved(coordinator):
    case, question = factories.differing_case(("yes", "yes"))
    with pytest.raises(Refused, match="no longer differ"):
        resolve(case, question, coordinator)


def test_nothing_is_resolved_once_the_audit_is_over(coordinator):
    case, question = factories.differing_case(status=Audit.Status.CLOSED)
    with pytest.raises(Refused, match="This audit is over"):
        resolve(case, question, coordinator)


def test_the_second_of_two_resolutions_is_told_of_the_first(coordinator):
    case, question = factories.differing_case()
    first = resolve(case, question, coordinator)
    with pytest.raises(StaleResolution) as stale:
        resolve(case, question, factories.coordinator(), taken="no")
    assert stale.value.stored == first
    assert Resolution.objects.count() == 1


def test_a_resolution_that_was_seen_is_replaced_and_kept(coordinator):
    case, question = factories.differing_case()
    first = resolve(case, question, coordinator)
    second = resolve(case, question, coordinator, taken="no", seen=str(first.pk))
    first.refresh_from_db()
    assert first.end_reason == "Another resolution took its place."
    assert list(Resolution.objects.standing()) == [second]


def test_a_difference_is_opened_again_with_a_reason_and_once(coordinator):
    case, question = factories.differing_case()
    made = resolve(case, question, coordinator)
    with pytest.raises(Refused, match="Say why"):
        reopen_difference(resolution=made, reason=" ", by=coordinator)
    reopen_difference(resolution=made, reason="The record was misread.", by=coordinator)
    assert len(unresolved_in(case.audit, coordinator)) == 1
    with pytest.raises(Refused, match="open again already"):
        reopen_difference(resolution=made, reason="Again.", by=coordinator)


def test_a_resolution_no_longer_settles_what_an_agency_has_changed_since(coordinator):
    case, question = factories.differing_case(("yes", "no", "no"))
    resolve(case, question, coordinator)
    changed = Answer.objects.filter(value="no").first()
    changed.value = "partly"
    changed.save()
    (difference,) = unresolved_in(case.audit, coordinator)
    assert difference.has_changed


def test_the_second_wall_keeps_resolutions_from_agencies(coordinator):
    case, question = factories.differing_case()
    resolve(case, question, coordinator)
    with acting(scope_of(factories.lead(case.returns.first().agency))):
        assert not Resolution.objects.exists()


def page(case, question) -> str:
    return reverse("cases:difference", args=[case.audit_id, case.pk, question.key])


def test_the_coordinator_resolves_a_difference_on_its_page(as_, coordinator):
    case, question = factories.differing_case()
    client = as_(coordinator)
    response = client.post(page(case, question), {"taken": "no", "reason": "The panel agreed."})
    assert response.status_code == 302
    html = client.get(response.url).content.decode()
    assert "Taken as true: No." in html
    assert "The panel agreed." in html
    of_case = client.get(reverse("cases:case", args=[case.audit_id, case.pk])).content.decode()
    assert "None unresolved" in of_case


def test_a_page_that_says_too_little_keeps_what_was_put(as_, coordinator):
    case, question = factories.differing_case()
    response = as_(coordinator).post(page(case, question), {"taken": "no", "reason": ""})
    assert response.status_code == 422
    assert "Say why, so that others can follow it." in response.content.decode()
    assert 'value="no" checked' in " ".join(response.content.decode().split())


def test_the_later_of_two_people_meets_both_texts_and_may_put_theirs_in_its_place(as_, coordinator):
    case, question = factories.differing_case()
    first = resolve(case, question, factories.coordinator(), reason="It was written that day.")
    client = as_(coordinator)
    mine = {"taken": "no", "reason": "The visit was cancelled.", "seen": ""}
    response = client.post(page(case, question), mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "It was written that day." in html
    assert "The visit was cancelled." in html
    assert f'value="{first.pk}"' in html
    assert client.post(page(case, question), mine | {"seen": first.pk}).status_code == 302
    html = client.get(page(case, question)).content.decode()
    assert "Another resolution took its place." in html


def test_a_difference_is_opened_again_on_its_page(as_, coordinator):
    case, question = factories.differing_case()
    made = resolve(case, question, coordinator)
    client = as_(coordinator)
    address = reverse("cases:reopen_difference", args=[case.audit_id, made.pk])
    assert client.post(address, {"again-reason": ""}, follow=True).status_code == 200
    assert Resolution.objects.standing().exists()
    html = client.post(address, {"again-reason": "Misread."}, follow=True).content.decode()
    assert "This difference is open again." in html
    assert not Resolution.objects.standing().exists()


def test_a_question_on_which_agencies_agree_has_no_page(as_, coordinator):
    case, question = factories.differing_case(("yes", "yes"))
    assert as_(coordinator).get(page(case, question)).status_code == 404


def test_the_list_of_an_audit_shows_what_is_unresolved_and_filters_it(as_, coordinator):
    version = factories.draft_version()
    part = factories.section(version)
    first = factories.question(part, text="Was the child seen?", theme="voice")
    second = factories.question(part, text="Did it drift?", theme="drift")
    audit = factories.audit(factories.published(version))
    case = factories.case(audit)
    for said in ("yes", "no"):
        made = factories.answered_return(said, case_=case)
        factories.answer(made, second, said)
        factories.move(made, Status.APPROVED)
    client, address = as_(coordinator), reverse("cases:differences", args=[audit.pk])

    def listed(**query) -> list[str]:
        response = client.get(address, query)
        return [each.question.text for each in response.context["page"]]

    assert listed() == ["Was the child seen?", "Did it drift?"]
    assert listed(theme="drift") == ["Did it drift?"]
    assert listed(question=first.key) == ["Was the child seen?"]
    assert listed(show="resolved") == []
    assert listed(theme="no-such-theme", show="<b>") == ["Was the child seen?", "Did it drift?"]
    resolve(case, first, coordinator)
    assert listed() == ["Did it drift?"]
    assert listed(show="resolved") == ["Was the child seen?"]


def test_the_list_of_an_audit_is_ordered_by_importance_unless_another_order_is_chosen(
    as_, coordinator
):
    version = factories.draft_version()
    part = factories.section(version)
    first = factories.question(part, text="Was the child seen?")
    second = factories.question(part, text="Did it drift?")
    factories.measure(second)
    audit = factories.audit(factories.published(version))
    cases = [factories.case(audit) for _ in range(2)]
    for case in cases:
        for said in ("yes", "no"):
            made = factories.answered_return(said, case_=case)
            factories.answer(made, second, said)
            factories.move(made, Status.APPROVED)
    client, address = as_(coordinator), reverse("cases:differences", args=[audit.pk])
    one, other = (case.reference for case in cases)

    def listed(**query) -> list[tuple]:
        page = client.get(address, query).context["page"]
        return [(each.case.reference, each.question.key) for each in page]

    by_importance = [(one, second.key), (other, second.key), (one, first.key), (other, first.key)]
    assert listed() == listed(order="importance") == listed(order="x") == by_importance
    assert listed(order="tool") == by_importance[2:] + by_importance[:2]
    assert listed(order="case") == sorted(by_importance, key=lambda each: each[0])
    assert listed(case=other) == [(other, second.key), (other, first.key)]
    assert "The most important first" in text_of(client.get(address))


def test_a_moderator_reads_the_differences_of_a_case_and_a_lead_does_not(as_, coordinator):
    case, _ = factories.differing_case(status=Audit.Status.MODERATING)
    address = reverse("cases:case_differences", args=[case.audit_id, case.pk])
    html = as_(factories.user(Role.MODERATOR)).get(address).content.decode()
    assert "Say what is taken as true" in html
    assert as_(factories.lead(case.returns.first().agency)).get(address).status_code == 403


def test_every_case_is_compared_in_the_order_of_the_cases(coordinator):
    audit = factories.audit()
    cases = [factories.differing_case(audit=audit)[0] for _ in range(3)]
    assert [each.case for each in comparisons_of(audit, coordinator)] == cases


def test_a_long_list_is_shown_a_page_at_a_time(as_):
    audit = factories.audit(factories.small_version())
    for _ in range(26):
        factories.differing_case(audit=audit)
    client = as_(factories.coordinator())
    address = reverse("cases:differences", args=[audit.pk])
    first, second = (client.get(address, {"page": page}) for page in (1, 2))
    assert [len(each.context["page"]) for each in (first, second)] == [25, 1]
    assert "Page 2 of 2" in text_of(second)
