"""Gives each of several pytest processes a queue of its own, before the settings are read.

pytest-django already gives each a database of its own.
"""

import os

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker and os.environ["REDIS_URL"].startswith("unix:"):
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] += f"?db={number}"
