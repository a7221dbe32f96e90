"""Logs as lines of JSON that hold no personal data.

A request's path, query and headers may name a person or a case, and so may the text of an exception.
So a line says which kind of page was asked for, never which one, and where an exception arose, never
with which values.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

OWN_FRAMES = 8


class JsonLines(logging.Formatter):
    """Writes one JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **what_happened(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def what_happened(record: logging.LogRecord) -> dict[str, object]:
    """Describe a request by its route, method and status; anything else by its message."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "method"):
        # The bare message: arguments are values, and values may be personal.
        return {"message": str(record.msg)}
    match = getattr(request, "resolver_match", None)
    return {
        "route": match.route if match else "unknown",
        "method": request.method,
        "status": getattr(record, "status_code", None),
    }


def where(trace: TracebackType | None) -> list[str]:
    """Name the places that the exception passed, the innermost last."""
    frames = traceback.extract_tb(trace)[-OWN_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
