import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_live_process_says_so_without_an_account(client):
    assert client.get(reverse("health_live")).json() == {"status": "alive"}


def test_ready_names_every_part_that_answers(client):
    response = client.get(reverse("health_ready"))
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "database": "ready", "queue": "ready"}


def test_without_its_queue_the_service_is_not_ready_and_says_why(client, settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    response = client.get(reverse("health_ready"))
    assert response.status_code == 503
    assert response.json()["queue"] == "not answering"
