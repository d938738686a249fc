"""What each role reaches, URL by URL, written apart from the code that decides it."""

from tests.security.declared.agencies import AGENCIES, OWN_ACCOUNT, PUBLIC
from tests.security.declared.audits import AUDITS
from tests.security.declared.briefings import BRIEFINGS, LEARNING, PRINTING
from tests.security.declared.returns import CONCERNS, PANEL, RETURNS

DECLARED = PANEL | LEARNING | CONCERNS | AGENCIES | AUDITS | RETURNS | BRIEFINGS | PRINTING

__all__ = ["DECLARED", "OWN_ACCOUNT", "PUBLIC"]
