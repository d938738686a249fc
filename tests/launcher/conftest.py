import pytest

from auditsite.launcher.account import server_account
from auditsite.launcher.state import State


@pytest.fixture
def state(tmp_path):
    """A state of its own. pytest's directory is private; the servers' account must pass it."""
    for directory in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        directory.chmod(0o711)
    state = State(tmp_path / "state", server_account())
    yield state
    state.remove()
