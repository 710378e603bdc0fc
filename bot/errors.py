"""Errors of the bot, each one a situation a caller handles differently.

BotError
  StartError                 the process cannot start; one line for the operator, an exit code
    SettingsError   2        a setting is missing or unreadable
    SecondCopy      3        another process holds this database
    PortTaken       5        the address cannot be listened on
    DatabaseUnusable 6       cannot be opened, or is not migrated
  DatabaseBusy               nothing was stored: locked by somebody else for too long
  ActionsUnreachable         no usable answer from actions; ask again later
  NluUnreachable             no usable answer from nlu
  FeedMalformed              the FAQ feed that came cannot be used
"""

from __future__ import annotations


class BotError(Exception):
    """Any error of ours."""


class StartError(BotError):
    """The process cannot start. `line` says which part, why, and what to do."""

    exit_code = 1

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class SettingsError(StartError):
    """A setting is missing or unreadable; the line names the variable."""

    exit_code = 2


class SecondCopy(StartError):
    """Another bot process uses the same SQLite database."""

    exit_code = 3


class PortTaken(StartError):
    """Host and port cannot be listened on."""

    exit_code = 5


class DatabaseUnusable(StartError):
    """The database cannot be opened, or its tables are not those of this release."""

    exit_code = 6


class DatabaseBusy(BotError):
    """The database stayed locked for longer than we wait; nothing was stored."""


class ActionsUnreachable(BotError):
    """actions gave no usable answer. `reason` is a slug such as `timeout`, `connection`, `status-503`."""

    def __init__(self, reason: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class NluUnreachable(BotError):
    """nlu gave no usable answer. `reason` is a slug."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FeedMalformed(BotError):
    """A feed that is not ours, or older than the one we hold. `reason` is a slug."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
