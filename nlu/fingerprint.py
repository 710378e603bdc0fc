"""Whether anything changed that a trained model depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from nlu.entities.reference_lists import FILES
from nlu.intents.encoder_in_use import identity_in_use

_ROOM = Path(__file__).parent
_LIBRARIES = ("rasa", "scikit-learn", "pypinyin", "opencc-python-reimplemented")


def fingerprint(data_dir: Path) -> str:
    """16 hex digits over all that training reads: data, reference lists, this room's source, libraries, the encoder.

    Raises EncoderUnusable.
    """
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library}=={version(library)}\n".encode())
    encoder = identity_in_use()
    if encoder is not None:
        digest.update(f"encoder {encoder.digest}\n".encode())
    for root, path in _sources(data_dir):
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources(data_dir: Path) -> Iterator[tuple[Path, Path]]:
    """(folder, file in it), in a stable order; files that are missing are the reader's to report."""
    lists = [data_dir / name for name in (*FILES, "tasks.csv")]
    lines = [*data_dir.glob("faq/**/*.yaml"), *data_dir.glob("tasks/*.yml"), *data_dir.glob("background/*.txt")]
    for path in sorted([*(each for each in lists if each.exists()), *lines]):
        yield data_dir, path
    folders = (_ROOM, *(_ROOM / name for name in ("language", "entities", "intents", "components", "live")))
    for folder in folders:
        for path in sorted([*folder.glob("*.py"), *folder.glob("*.txt"), *folder.glob("*.yml")]):
            yield _ROOM, path
