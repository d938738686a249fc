import shutil
import tempfile
from pathlib import Path

import pytest

from auditsite.launcher.account import server_account
from auditsite.launcher.state import State


@pytest.fixture
def open_directory():
    """pytest's own directories are closed to the account root hands the servers to."""
    path = Path(tempfile.mkdtemp(prefix="case-audit-test-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def state(open_directory):
    state = State(open_directory / "state", server_account())
    yield state
    state.remove()
