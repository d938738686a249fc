import os
import select
import signal
import subprocess
import sys

import pytest

LAUNCHER = """
import os, signal, sys
from pathlib import Path
from auditsite.launcher.processes import spawn
child = spawn(["sleep", "600"], env=dict(os.environ), cwd=Path("/"), log=Path(sys.argv[1]))
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sends a death signal")
def test_a_child_dies_when_its_launcher_is_killed(tmp_path):
    launcher = subprocess.run(
        [sys.executable, "-c", LAUNCHER, tmp_path / "log"], capture_output=True, text=True
    )
    assert launcher.returncode == -signal.SIGKILL
    assert ends_within(int(launcher.stdout), seconds=10)


def ends_within(pid: int, *, seconds: float) -> bool:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], seconds)[0])
    finally:
        os.close(process)
