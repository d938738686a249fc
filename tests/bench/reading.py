"""Reading pages of a small and a large audit, as a signed-in person does."""

from django.conf import settings
from django.test import Client

from agencies.models import User

SMALL, LARGE = (18, 6), (100, 12)  # cases, agencies


def client_of(person: User) -> Client:
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(person)
    return client


def read(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
