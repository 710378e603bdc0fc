"""Refit indexes on disk, one folder each: a fitted ranker and the feed it was fitted on."""

from __future__ import annotations

import json
import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nlu.atomic_file import replace_file
from nlu.errors import FeedUnusable, IndexUnreadable
from nlu.feed.document import Feed, read_feed
from nlu.intents import storage
from nlu.intents.model import IntentModel
from nlu.language.cleaning import Cleaner

INDEXES = "indexes"
ABOUT, FEED = "index.json", "feed.json"
BUILDING = "building-"
KEPT = 2  # newest indexes; another replica may just be reading the last but one
ABANDONED_SECONDS = 3600.0


@dataclass(frozen=True)
class Index:
    digest: str  # of the topics it was fitted on
    feed: Feed
    model: IntentModel


def write_index(live: Path, fingerprint: str, index: Index) -> Path:
    """Whole or not at all; what another replica has written meanwhile stays. Raises OSError."""
    folder = index_folder(live, fingerprint, index.digest)
    building = folder.with_name(f"{BUILDING}{os.getpid()}")
    building.mkdir(parents=True)
    try:
        storage.save(index.model, building)
        (building / FEED).write_bytes(index.feed.body)
        about = {"fingerprint": fingerprint, "digest": index.digest}
        (building / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        if not folder.exists():
            building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    take_up_again(folder, index.feed)
    return folder


def index_folder(live: Path, fingerprint: str, digest: str) -> Path:
    return live / INDEXES / f"{fingerprint}-{digest}"


def take_up_again(folder: Path, feed: Feed) -> None:
    """These topics are in force in this feed; the index is the newest now. Raises OSError."""
    replace_file(folder / FEED, feed.body)
    os.utime(folder)


def read_index(folder: Path, fingerprint: str, cleaner: Cleaner) -> Index:
    """Raises IndexUnreadable when it is damaged or belongs to another trained model."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["fingerprint"] != fingerprint:
            raise IndexUnreadable("of another model")
        return Index(about["digest"], read_feed((folder / FEED).read_bytes()), storage.load(folder, cleaner))
    except (OSError, ValueError, KeyError, TypeError, FeedUnusable, zipfile.BadZipFile) as error:
        raise IndexUnreadable(type(error).__name__) from error


def newest_index(live: Path, fingerprint: str, cleaner: Cleaner) -> Index | None:
    """The newest that can be read and belongs to this trained model."""
    for folder in _newest_first(live, f"{fingerprint}-*"):
        try:
            return read_index(folder, fingerprint, cleaner)
        except IndexUnreadable:
            continue
    return None


def remove_old_indexes(live: Path) -> None:
    """All but the newest, and what killed refits left behind."""
    finished = [folder for folder in _newest_first(live, "*-*") if not folder.name.startswith(BUILDING)]
    for folder in finished[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
    for folder in _newest_first(live, f"{BUILDING}*"):
        if _age_seconds(folder) > ABANDONED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _newest_first(live: Path, pattern: str) -> Iterator[Path]:
    yield from sorted((live / INDEXES).glob(pattern), key=_age_seconds)


def _age_seconds(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:  # another replica removed it meanwhile
        return 0.0
