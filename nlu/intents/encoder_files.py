"""A sentence encoder as files in a folder, and how to tell one encoder from another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import EncoderUnusable

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
_MODEL_FOLDERS = (".", "onnx")  # where exporters put the model, beside the tokenizer
_BLOCK = 1 << 20  # bytes read at a time; weights may be larger than what is free in memory


@dataclass(frozen=True)
class Identity:
    name: str  # of the folder, for people
    digest: str  # 16 hex digits over the files


@dataclass(frozen=True)
class EncoderFiles:
    folder: Path
    model: Path
    tokenizer: Path

    @classmethod
    def find(cls, folder: Path) -> EncoderFiles:
        """Raises EncoderUnusable naming what is missing."""
        if not folder.is_dir():
            raise EncoderUnusable(folder, "is no folder")
        models = [folder / place / MODEL for place in _MODEL_FOLDERS]
        model = next((path for path in models if path.is_file()), None)
        if model is None:
            raise EncoderUnusable(folder, f"holds no {MODEL}, nor an onnx/{MODEL}")
        if not (folder / TOKENIZER).is_file():
            raise EncoderUnusable(folder, f"holds no {TOKENIZER}")
        return cls(folder, model, folder / TOKENIZER)

    def identity(self) -> Identity:
        """Reads all files, weights kept beside the model included. Raises EncoderUnusable."""
        digest = hashlib.sha256()
        try:
            for path in [self.tokenizer, *sorted(self.model.parent.glob(f"{MODEL}*"))]:
                digest.update(f"{path.name}\n".encode())
                digest.update(_content_digest(path))
        except OSError as error:
            raise EncoderUnusable(self.folder, f"cannot be read ({type(error).__name__})") from error
        return Identity(self.folder.resolve().name, digest.hexdigest()[:16])


def _content_digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.digest()
