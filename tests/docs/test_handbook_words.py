"""What the handbook quotes in bold stands on the desk, word for word, so that a changed button changes the handbook.

The desk's words are the texts of its templates and scripts and of Python. A quotation is one of them as a whole, or one
or more whole clauses of it; that a word is part of another one does not count.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from actions.desk.frame import FOLDER as DESK
from actions.desk.handbook import FOLDER

ACTIONS = DESK.parent
PAGES = sorted(FOLDER.glob("*.md"))

_TAG = re.compile(r"<[^<>]*>|{%.*?%}|{{.*?}}|{#.*?#}", re.S)
#: Names that are read out to who cannot see, and stand nowhere on the page.
_UNSEEN = re.compile(r'aria-label="[^"]*"|parts\.table\("[^"]*"')
_LITERAL = re.compile(r'"([^"\n]*)"|`([^`\n]*)`')
_CLAUSE_ENDS = re.compile(r"(?<=[，。：；！？（）…])")
_AROUND = "，。：；！？（）… \n"


def of_markup(source: str) -> set[str]:
    """What stands between tags, and what is quoted in them: labels, hints, banners; nothing that is only read out."""
    source = _UNSEEN.sub("", source)
    quoted = [found for pair in _LITERAL.findall(source) for found in pair if found]
    return {" ".join(text.split()) for text in (*_TAG.split(source), *quoted)}


def of_python(source: str) -> set[str]:
    """Every text of a module, also between the values of an f-string; docstrings are no words of the desk."""
    tree = ast.parse(source)
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, _DOCUMENTED)}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts - docstrings


_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def words_on_the_desk() -> frozenset[str]:
    """Whole texts, and every run of whole clauses in them, without what ends a clause."""
    found: set[str] = set()
    for file in DESK.rglob("*"):
        if file.suffix in (".html", ".js") and "vendor" not in file.parts:
            found |= of_markup(file.read_text(encoding="utf-8"))
    for module in ACTIONS.rglob("*.py"):
        found |= of_python(module.read_text(encoding="utf-8"))
    runs: set[str] = set()
    for text in filter(_is_chinese, found):
        clauses = _CLAUSE_ENDS.split(text)
        for begin in range(len(clauses)):
            for end in range(begin + 1, len(clauses) + 1):
                runs.add("".join(clauses[begin:end]).strip(_AROUND))
        runs.add(text.strip())
    return frozenset(runs)


def _is_chinese(text: str) -> bool:
    return re.search("[\u4e00-\u9fff]", text) is not None and len(text) < 400


def quoted_in(page: Path) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.stem)
def test_every_word_in_bold_stands_on_the_desk(page: Path) -> None:
    words = words_on_the_desk()

    quoted = quoted_in(page)
    assert quoted
    assert [one for one in quoted if one not in words and one.strip(_AROUND) not in words] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_bold_is_nothing_but_quotations(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert len(re.findall(r"“\*\*[^*\n]+\*\*”", text)) == len(quoted_in(page)) == text.count("**") / 2


def test_what_is_only_read_out_does_not_count() -> None:
    assert of_markup('<nav aria-label="翻页"><b>上</b></nav>{% call parts.table("名单", ("行",)) %}') - {""} == {
        "上",
        "行",
    }


def test_a_part_of_a_longer_word_does_not_count() -> None:
    assert "送审" in words_on_the_desk()
    assert {"送", "审核中的", "保存草"} & words_on_the_desk() == set()
