"""The bot's own sentences, from data/responses/*.yaml: a key with one text or a list of variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml


class ResponsesError(Exception):
    """A response file cannot be used; the message says which and why."""


class Responses:
    """Texts by key, with `{name}` placeholders."""

    def __init__(self, texts: Mapping[str, str | Sequence[str]]) -> None:
        self._texts = {key: (text,) if isinstance(text, str) else tuple(text) for key, text in texts.items()}

    @classmethod
    def load(cls, folder: Path) -> Responses:
        """Reads every file of `folder`; raises ResponsesError for a file or a key that cannot be used."""
        texts: dict[str, str | Sequence[str]] = {}
        for path in sorted(folder.glob("*.yaml")):
            try:
                packed = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            except (OSError, yaml.YAMLError) as error:
                raise ResponsesError(f"{path.name}: {error}") from error
            for key, text in packed.items():
                if key in texts:
                    raise ResponsesError(f"{path.name}: {key} stands in two places")
                variants = [text] if isinstance(text, str) else text
                if not (isinstance(variants, list) and variants and all(isinstance(v, str) for v in variants)):
                    raise ResponsesError(f"{path.name}: {key} is no text")
                texts[key] = [variant.strip() for variant in variants]
        if not texts:
            raise ResponsesError(f"no responses in {folder.name}")
        return cls(texts)

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)

    def text(self, key: str, variant: int = 0, **values: object) -> str:
        """The text of `key` with its placeholders filled; raises KeyError for an unknown key or a missing value."""
        variants = self._texts[key]
        return variants[variant % len(variants)].format_map(values).strip()
