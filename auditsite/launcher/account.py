"""The account PostgreSQL and Valkey run under."""

import os
import pwd
from dataclasses import dataclass

from auditsite.launcher.failures import CannotStart


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """True when the launcher is root and has to hand directories and programs over."""
        return self.uid != os.getuid()

    def own(self, path) -> None:
        if self.is_other:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """`nobody` for root, since PostgreSQL refuses to run as root; otherwise whoever asks."""
    return _account_for_root() if os.getuid() == 0 else _own_account()


def own_name() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def _account_for_root() -> Account:
    name = os.environ.get("CASE_AUDIT_ACCOUNT", "nobody")
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise CannotStart(
            f"There is no user called {name} on this machine. Set CASE_AUDIT_ACCOUNT to a user "
            "that PostgreSQL and Valkey may run as."
        ) from None
    if entry.pw_uid == 0:
        raise CannotStart(
            "PostgreSQL refuses to run as root. Set CASE_AUDIT_ACCOUNT to another user."
        )
    return Account(name, entry.pw_uid, entry.pw_gid)


def _own_account() -> Account:
    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError:
        raise CannotStart(
            f"User number {os.getuid()} has no name on this machine and PostgreSQL needs one. "
            "Add a line for it to /etc/passwd, or run this as a named user."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
