"""Two people who save the same answers over and over, and settle every conflict they meet."""

from threading import Barrier, Thread

from django.db import connections
from django.test import Client
from django.urls import reverse

from agencies.rls import acting_as_system
from cases.models import Answer, AnswerHistory, AuditReturn

JSON = {"accept": "application/json"}


def save_in_turn_and_at_once(found: AuditReturn, people, questions, *, saves: int) -> list[str]:
    """What was acknowledged to either; each saves half of `saves`, as fast as it can."""
    acknowledged, failures = [], []
    ready = Barrier(len(people))

    def work(person):
        try:
            client = Client()
            with acting_as_system():
                client.force_login(person)
            ready.wait()
            for turn in range(saves // len(people)):
                question = questions[turn % len(questions)]
                words = f"{person.name}, {turn}"
                save_until_kept(client, found, question, words)
                acknowledged.append(words)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return acknowledged


def save_until_kept(client, found, question, words) -> None:
    """As a page does whose reader keeps what they put, once they have seen the other text."""
    address = reverse("cases:answer", args=[found.pk, question.section.key, question.key])
    name, version = f"answer-{question.key}", 0
    for _ in range(1000):
        body = {f"{name}_note": words, f"{name}_version": version}
        response = client.post(address, body, headers=JSON)
        if response.status_code == 200:
            return
        assert response.status_code == 409, (response.status_code, response.content[:200])
        version = response.json()["version"]
    raise AssertionError("Never saved.")


def kept(found: AuditReturn) -> set[str]:
    """Every note that is there now or was."""
    with acting_as_system():
        now = Answer.objects.filter(audit_return=found).values_list("note", flat=True)
        before = AnswerHistory.objects.filter(audit_return_id=found.pk)
        return {*now, *before.values_list("note", flat=True)}


def versions_written(found: AuditReturn) -> int:
    """How often an answer of the return was written; each has a version, and no version twice."""
    with acting_as_system():
        return sum(Answer.objects.filter(audit_return=found).values_list("version", flat=True))
