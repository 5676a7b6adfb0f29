"""Logs of events that carry nothing people wrote: no message arguments, no exception text, no address, no path."""

import json
import logging
import traceback
import uuid
from collections.abc import ItemsView
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class EventFormatter(logging.Formatter):
    """One JSON line: when, level, logger, the fixed part of the message, and for an error its type and frame names.

    An exception's text may quote what somebody typed, and so may a message's arguments: both are left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
            "id": uuid.uuid4().hex[:12],
        }
        if record.exc_info and record.exc_info[0]:
            event["error"] = record.exc_info[0].__name__
            event["frames"] = [frame.name for frame in traceback.extract_tb(record.exc_info[2])][-12:]
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            event["status"] = status
        return json.dumps(event)


class NothingReported(SafeExceptionReporterFilter):
    """Django's error report, emptied: no POST, no settings, no local variables."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG002 - Django's signature
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:  # noqa: ARG002
        return {}.items()
