"""Logging of the server: INFO and above on standard error, no message text, no token."""

from __future__ import annotations

import logging
import re
import sys

_TOKEN = re.compile(r"(token=)[^&'\"\s]+")


class _WithoutTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN.sub(r"\1…", record.getMessage()), ()
        return True


def configure_logs() -> None:
    """Call before a model is loaded: Rasa's structlog would print every message at DEBUG if left alone."""
    from rasa.utils.log_utils import configure_structlog

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(_WithoutTokens())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    configure_structlog(logging.INFO)
    for name in ("sanic.root", "sanic.error", "sanic.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in ("matplotlib", "apscheduler", "h5py", "tensorflow", "sanic.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
