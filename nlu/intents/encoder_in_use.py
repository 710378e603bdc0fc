"""The one encoder of a process, as XIAOFENG_ENCODER names it; most unions have none."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from nlu.intents.encoder import Encoder
from nlu.intents.encoder_files import EncoderFiles, Identity
from nlu.settings import encoder_dir


def encoder_in_use() -> Encoder | None:
    """Opened once; its weights may be large. Raises EncoderUnusable."""
    folder = encoder_dir(os.environ)
    return None if folder is None else _open(folder)


def identity_in_use() -> Identity | None:
    """Without opening it. Raises EncoderUnusable."""
    folder = encoder_dir(os.environ)
    return None if folder is None else EncoderFiles.find(folder).identity()


@lru_cache(maxsize=1)
def _open(folder: Path) -> Encoder:
    return Encoder.open(EncoderFiles.find(folder))
