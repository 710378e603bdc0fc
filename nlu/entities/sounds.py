"""Finds names that are spelt with other characters of the same sound ("我在波州" for 亳州)."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.mention import REGION, Mention
from nlu.entities.ordinary_words import SOUNDING
from nlu.entities.surroundings import names_a_street
from nlu.language.pinyin import syllable

# Two characters are soon alike in sound: they must stand where a place stands.
_PLACE_FOLLOWS = ("在", "到", "去", "来", "从", "住", "是", "于")
_PLACE_PRECEDES = tuple("市县区这那附周有哪送跑干做开上找的拉")


class SoundFinder:
    def __init__(self, lexicon: Lexicon) -> None:
        self._kinds = {tuple(sound.split()): kinds for sound, kinds in lexicon.sounds.items()}
        self._lengths = sorted({len(sound) for sound in self._kinds}, reverse=True)

    def find(self, text: str) -> list[Mention]:
        """Names by sound in plain text, overlapping ones too. For texts in which no name is spelt right."""
        syllables = [syllable(char) for char in text]
        found = []
        for start in range(len(text)):
            for length in self._lengths:
                end = start + length
                kinds = self._kinds.get(tuple(syllables[start:end])) if end <= len(text) else None
                if kinds and _credible(text, start, end):
                    street = names_a_street(text, start, end)
                    found.extend(
                        Mention(kind, tuple(values), start, end)
                        for kind, values in kinds.items()
                        if not (street and kind == REGION)
                    )
        return found


def _credible(text: str, start: int, end: int) -> bool:
    said = text[start:end]
    if not all("\u4e00" <= char <= "\u9fff" for char in said):
        return False
    if any(word in text[max(0, start - 1) : end + 1] and (word in said or said in word) for word in SOUNDING):
        return False
    if end - start > 2:
        return True
    before, after = text[:start], text[end:]
    return (not before or before.endswith(_PLACE_FOLLOWS)) and (not after or after.startswith(_PLACE_PRECEDES))
