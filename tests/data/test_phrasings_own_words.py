"""Workers tell what happened to them, not what we call it: phrasings stand without the words of the title."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.data.files import by, document, examples, files, name_of, unmarked

TOPICS = by("id", "topics.csv")
TASKS = by("id", "tasks.csv")
# The title of out_of_scope says what the bot does not do; nobody asks for that by any name.
FILES = [path for path in files("faq/*/*.yaml") + files("tasks/*.yml") if path.stem != "out_of_scope"]

# Characters that hold a question together and name nothing: 怎么, 能不能, 有没有, 找谁 …
FUNCTION = frozenset(
    "的了吗呢吧啊呀么不没有是在我你他它们要能可会可以怎哪什谁几多少为和与及或就也都还让给被把对从到向于"
    "这那个些时后前里上下得着过去来问题办做用找算咋"
)


def own_words(title: str) -> set[str]:
    """Pairs of neighboring Chinese characters, neither a function character; runs of Latin letters and digits."""
    words = set(re.findall(r"[0-9A-Za-z]{2,}", title))
    for run in re.findall(r"[一-鿿]+", title):
        words |= {first + second for first, second in pairwise(run) if not FUNCTION & {first, second}}
    return words


def title_of(path: Path) -> str:
    return (TOPICS if path.suffix == ".yaml" else TASKS)[path.stem]["title"]


def asked(path: Path) -> list[str]:
    """The phrasings of one file, as a worker writes them."""
    return document(path)["phrasings"] if path.suffix == ".yaml" else [unmarked(text) for text in examples(path)]


def test_the_words_of_a_title_are_its_pairs_of_telling_characters_and_its_numbers() -> None:
    assert own_words("12351是什么热线") == {"12351", "热线"}
    assert own_words("没签劳动合同能不能入会") == {"签劳", "劳动", "动合", "合同"}
    assert own_words("是/好的") == set()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_half_of_the_phrasings_stand_without_the_words_of_the_title(path: Path) -> None:
    """Control and chat ids are held to it as well: who steers or greets seldom does it by our name for it."""
    words = own_words(title_of(path))
    texts = asked(path)
    leaning = [text for text in texts if any(word in text for word in words)]
    missing = max(0, 2 * len(leaning) - len(texts))

    assert missing == 0, f"{path.stem} lacks {missing} phrasings without {sorted(words)}"
