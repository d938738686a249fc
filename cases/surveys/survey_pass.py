"""What a respondent's browser remembers: the secret of their response, until it is closed.

Of an anonymous survey the invitation stands here and nowhere else beside the response.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

NAME = "survey_response"
SALT = "cases.survey_pass"
PATH = "/survey/"


@dataclass(frozen=True)
class Pass:
    token: str
    invitation_id: UUID | None = None


def give(response, token: str, invitation_id: UUID | None = None) -> None:
    response.set_signed_cookie(
        NAME,
        f"{token}.{invitation_id or ''}",
        salt=SALT,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_COOKIES,
    )


def read(request) -> Pass | None:
    token, _, invitation = request.get_signed_cookie(NAME, default="", salt=SALT).partition(".")
    return Pass(token, UUID(invitation) if invitation else None) if token else None


def take(response) -> None:
    response.delete_cookie(NAME, path=PATH, samesite="Lax")
