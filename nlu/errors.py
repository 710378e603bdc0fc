"""What can stop the nlu room, and the exit code each becomes.

NluError
  SettingsError     2   an environment value is missing or unreadable
  DataUnreadable    2   a training file is missing or not in its format
  InputUnreadable   2   a line of `understand --jsonl` is not what it must be
  EncoderUnusable   2   the folder XIAOFENG_ENCODER names is no sentence encoder
  ModelMissing      4   no trained model where it is looked for
  ModelUnreadable   4   there is one, but it cannot be opened
  EncoderDiffers    4   the model was trained with another encoder than there is now, or without one
  PortTaken         5   somebody else listens there

FeedUnusable and IndexUnreadable stop nothing: what was good before goes on serving.
"""

from __future__ import annotations

from pathlib import Path

_TRAIN = "run `python xiaofeng.py train`"


class NluError(Exception):
    exit_code = 2


class SettingsError(NluError):
    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"nlu: {name} {problem}")
        self.name = name


class DataUnreadable(NluError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"nlu: cannot read {path}: {problem}")
        self.path = path


class InputUnreadable(NluError):
    def __init__(self, line_number: int, problem: str) -> None:
        super().__init__(f"nlu: line {line_number} of the input {problem}")
        self.line_number = line_number


class ModelMissing(NluError):
    exit_code = 4

    def __init__(self, folder: Path) -> None:
        super().__init__(f"nlu: there is no trained model in {folder}; {_TRAIN}")
        self.folder = folder


class ModelUnreadable(NluError):
    exit_code = 4

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"nlu: the model {path} cannot be read ({problem}); {_TRAIN}")
        self.path = path
        self.problem = problem


class EncoderUnusable(NluError):
    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(f"nlu: XIAOFENG_ENCODER: {folder} {problem}")
        self.folder = folder


class EncoderDiffers(NluError):
    exit_code = 4

    def __init__(self, trained_with: str | None, present: str | None) -> None:
        """Names of encoders; None: without one."""
        super().__init__(
            f"nlu: the model was trained {_with(trained_with)}, but XIAOFENG_ENCODER {_names(present)}; "
            f"set it as it was, or {_TRAIN}"
        )
        self.trained_with = trained_with
        self.present = present


class PortTaken(NluError):
    exit_code = 5

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"nlu: port {port} on {host} is taken; stop what listens there or set XIAOFENG_NLU_PORT")
        self.port = port


class FeedUnusable(Exception):
    """What actions sent is no feed to go by; `reason` is a short word for metrics and readyz, no text of the feed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IndexUnreadable(Exception):
    """A refit index is damaged, or belongs to another trained model."""


def _with(encoder: str | None) -> str:
    return "without an encoder" if encoder is None else f"with the encoder {encoder}"


def _names(encoder: str | None) -> str:
    return "is not set" if encoder is None else f"names {encoder}"
