"""The environment variables of the processes that run the application."""

import os
from collections.abc import Mapping

from auditsite.launcher.secret_files import make_secret_files
from auditsite.launcher.servers import Servers, given
from auditsite.launcher.state import State

# A developer's own values for these are respected; everything else is the launcher's to say.
OWN_CHOICE = ("SITE_URL", "EMAIL_URL", "LOG_LEVEL")
OWN_ADDITIONS = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")
# Each process that collects the tests would compile all of them again, for 5 s.
FORGETS_WHAT_IS_COMPILED = "PYTHONDONTWRITEBYTECODE"


def demo_environment(
    state: State, servers: Servers, *, address: str, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    chosen = {
        "SITE_URL": address,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": f"{address},{address.replace('127.0.0.1', 'localhost')}",
        "EMAIL_URL": "demomail://",
    }
    fixed = {"DEBUG": "false", "DEMO": "true", "SECURE_COOKIES": "false"}
    kept = {name: environ[name] for name in OWN_CHOICE if environ.get(name)}
    for name in OWN_ADDITIONS:
        if environ.get(name):
            chosen[name] += f",{environ[name]}"
    return _shared(state, servers, environ) | chosen | kept | fixed


def bare_environment(
    state: State, servers: Servers, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """For tests: nothing a developer has exported changes what they see."""
    variables = _shared(state, servers, environ)
    unwanted = ("DEMO", "SECURE_COOKIES", FORGETS_WHAT_IS_COMPILED)
    for name in (*OWN_CHOICE, *OWN_ADDITIONS, *unwanted):
        variables.pop(name, None)
    return variables | {"DEBUG": "false", "SECURE_COOKIES": "false", "EMAIL_URL": "demomail://"}


def production_environment(
    state: State, servers: Servers, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """What `check --deploy` looks at. The host is fictional."""
    return bare_environment(state, servers, environ) | {
        "SECURE_COOKIES": "true",
        "ALLOWED_HOSTS": "audit.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://audit.example.org",
        "SITE_URL": "https://audit.example.org",
        "EMAIL_URL": "smtp+tls://mail.example.org:587",
        "DEFAULT_FROM_EMAIL": "Case Audit <audit@audit.example.org>",
    }


def _shared(state: State, servers: Servers, environ: Mapping[str, str]) -> dict[str, str]:
    secrets = {
        f"{name}_FILE": str(path)
        for name, path in make_secret_files(state.secrets).items()
        if not given(name, environ)
    }
    return {
        **environ,
        **servers.settings,
        **secrets,
        "STATIC_ROOT": str(state.static),
        "PYTHONUNBUFFERED": "1",
    }
