"""Logs name the request and what failed, never what anybody wrote."""

import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


class LineFormatter(logging.Formatter):
    def format(self, record):
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = f"{at} {record.levelname} {record.request_id} {record.name} {record.getMessage()}"
        if record.exc_info and record.exc_info[0]:
            line += "\n" + describe(record.exc_info)
        return line


def describe(exc_info) -> str:
    """Where it failed and with which kind of error; messages may quote what a person typed."""
    frames = "".join(traceback.format_tb(exc_info[2]))
    return f"{frames}{exc_info[0].__module__}.{exc_info[0].__qualname__}"
