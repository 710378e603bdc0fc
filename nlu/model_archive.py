"""The trained model on disk: where it is, whether it is whole, and how to open it without starting Rasa.

Rasa needs ten seconds to be imported; what our two components keep in a model are plain files, so commands that only
want to understand a few lines read those.
"""

from __future__ import annotations

import json
import tarfile
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.development import Message
from nlu.entities.extractor import EntityExtractor
from nlu.entities.lexicon import Lexicon
from nlu.errors import ModelMissing, ModelUnreadable
from nlu.intents import storage
from nlu.intents.context import NO_CONTEXT, Context
from nlu.intents.model import IntentModel, Understanding
from nlu.language.characters import Characters
from nlu.language.cleaning import Cleaner
from nlu.live.origin import ORIGIN_FILE, Origin, read_origin

LEXICON = "lexicon.json"
_PARTS = (LEXICON, storage.ARRAYS, storage.WORDS, ORIGIN_FILE)


def model_path(models: Path, fingerprint: str) -> Path:
    return models / f"xiaofeng-{fingerprint}.tar.gz"


def newest_model(models: Path) -> Path:
    """Raises ModelMissing."""
    found = sorted(models.glob("xiaofeng-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise ModelMissing(models)
    return found[-1]


def check_model(path: Path) -> None:
    """Read the archive to its end. Raises ModelUnreadable when it is cut off, damaged or not one of ours."""
    _read_parts(path)


@dataclass(frozen=True)
class OpenModel:
    name: str
    intents: IntentModel
    entities: EntityExtractor
    origin: Origin

    def understand(self, text: str, context: Context = NO_CONTEXT) -> tuple[Understanding, list[dict[str, Any]]]:
        """What the text means, and the entities in it."""
        entities = self.entities.extract(text)
        return self.intents.understand(text, entities, context), entities

    def understand_message(self, message: Message) -> Understanding:
        """A development message, read after what it follows."""
        return self.understand(message.text, Context(message.after))[0]


def open_model(path: Path) -> OpenModel:
    """Raises ModelUnreadable, EncoderUnusable, EncoderDiffers."""
    parts = _read_parts(path)
    characters = Characters()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name in (storage.ARRAYS, storage.WORDS):
                (Path(folder) / name).write_bytes(parts[name])
            intents = storage.load(Path(folder), Cleaner(characters))
        lexicon = Lexicon.from_json(json.loads(parts[LEXICON]))
        origin = read_origin(parts[ORIGIN_FILE])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnreadable(path, type(error).__name__) from error
    return OpenModel(path.name.removesuffix(".tar.gz"), intents, EntityExtractor(lexicon, characters), origin)


def _read_parts(path: Path) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                file = archive.extractfile(member)
                name = Path(member.name).name
                if file is not None and name in _PARTS:
                    parts[name] = file.read()
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise ModelUnreadable(path, type(error).__name__) from error
    missing = [name for name in _PARTS if name not in parts]
    if missing:
        raise ModelUnreadable(path, f"{missing[0]} is missing in it")
    return parts
