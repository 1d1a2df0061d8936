"""What the site writes of its work: one form for its own lines and for those of its libraries.

Owns the form: JSON, one object a line, or readable where a person looks on. Lines hold ids of accounts,
never names, figures or what an address asks for.
"""

from __future__ import annotations

import logging.config
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

# What only repeats our own lines, or tells of every connection.
QUIET = {"django.request": "ERROR", "django.security": "ERROR", "axes": "WARNING", "uvicorn": "WARNING"}


def configure(options: Mapping[str, str]) -> None:
    """Called with the setting LOGGING: `form` is json, text or auto, `level` as of logging."""
    form = options["form"]
    readable = form == "text" or (form == "auto" and sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [_without_address, *_shared()],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_written(readable)],
    }
    handler = {"class": "logging.StreamHandler", "formatter": "site", "stream": "ext://sys.stderr"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"site": formatter},
            "handlers": {"site": handler},
            "root": {"handlers": ["site"], "level": options["level"].upper()},
            "loggers": {name: {"level": level} for name, level in QUIET.items()},
        }
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _written(readable: bool) -> list[Processor]:
    if readable:
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _without_address(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Django names the address of a request that failed, and whose page that was stands in addresses."""
    record: Any = event.get("_record")
    if record is not None and record.name.startswith("django.request"):
        event["event"] = str(event["event"]).partition(": /")[0]
    return event
