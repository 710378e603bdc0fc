"""What a worker agreed to can be read years later: each version of the consent text is kept, and never changes."""

from __future__ import annotations

import hashlib
import re

from tests.data.files import DATA, document

VERSIONS = sorted((DATA / "consents").glob("*.txt"))
#: A new wording gets a new version, its file here and its line; these lines never change.
KEPT = {"2026-11": "697bf2b4e1a088f0"}


def test_the_text_that_is_shown_is_the_one_kept_under_its_version() -> None:
    sentences = document(DATA / "responses" / "enroll.yaml")
    kept = DATA / "consents" / f"{sentences['consent.version']}.txt"

    assert kept.read_text().strip() == str(sentences["field.consent.ask"]).strip(), "a new wording needs a new version"


def test_no_kept_version_was_changed_or_lost() -> None:
    assert {file.stem: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in VERSIONS} == KEPT


def test_every_version_says_who_what_what_for_how_long_and_which_rights() -> None:
    for file in VERSIONS:
        assert re.fullmatch(r"\d{4}-\d{2}[a-z]?", file.stem)
        for point in ("谁收", "收什么", "做什么", "怎么存", "存多久", "您的权利", "12351"):
            assert point in file.read_text(), f"{file.name}: {point}"
