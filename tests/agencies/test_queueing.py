import os
import subprocess
import sys

ASK = "from agencies.queueing import dispatch; dispatch('agencies.tasks.run_job', 'x')"


def test_a_queue_that_is_down_costs_nobody_an_error():
    """A process of its own, because Celery reads the queue's address when it starts."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASK],
        env=os.environ | {"REDIS_URL": "unix:///nowhere/valkey.sock"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "waits for the reconciler" in ended.stdout
