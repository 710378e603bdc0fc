"""A process of its own that fits the ranker on the topics in force: `python -m nlu.refit --model FILE --live FOLDER`.

It prints the folder of the index it made. Only the ranker is fitted anew, and of that only what the changed topics
touch; how far to trust it stays as trained.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.errors import IndexUnreadable, NluError
from nlu.feed.document import Feed
from nlu.feed.last_good import kept
from nlu.intents import refitting
from nlu.intents.examples import Example
from nlu.intents.fitting import AnyRanker, can_be_fitted, fit_ranker, with_phrasings
from nlu.intents.model import IntentModel
from nlu.intents.ranker import Ranker
from nlu.intents.training import facts_of, known_lines
from nlu.live.index import Index, index_folder, read_index, take_up_again, write_index
from nlu.live.lines import LineReader, digest, examples_in_force
from nlu.model_archive import OpenModel, open_model


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.refit", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--live", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        opened = open_model(options.model)
        known = kept(options.live)
        if known is None:
            print(f"nlu: there is no feed in {options.live}", file=sys.stderr)
            return 2
        print(_index_for(opened, known[0], options.live))
    except (NluError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _index_for(opened: OpenModel, feed: Feed, live: Path) -> Path:
    """The folder of an index fitted on these topics; the one there is where they were fitted on before."""
    fingerprint = opened.origin.fingerprint
    folder = index_folder(live, fingerprint, digest(feed.topics))
    try:
        read_index(folder, fingerprint, opened.intents.cleaner)
    except IndexUnreadable:
        shutil.rmtree(folder, ignore_errors=True)
        return write_index(live, fingerprint, refitted(opened, feed))
    take_up_again(folder, feed)
    return folder


def refitted(opened: OpenModel, feed: Feed) -> Index:
    """The trained model with its ranker fitted on this feed's topics."""
    examples = examples_in_force(opened.origin.examples, feed.topics)
    reader = LineReader(opened.intents.cleaner, opened.entities)
    return Index(digest(feed.topics), feed, fitted_model(opened, examples, reader))


def fitted_model(opened: OpenModel, examples: Sequence[Example], reader: LineReader) -> IntentModel:
    """The trained model with its ranker fitted on these examples, as far as they are not those it was trained on."""
    trained, lines = with_phrasings(reader.lines(opened.origin.examples)), with_phrasings(reader.lines(examples))
    ranker: AnyRanker | None = None
    if isinstance(opened.intents.ranker, Ranker) and can_be_fitted(lines):
        ranker = refitting.refitted(opened.intents.ranker, trained, lines)
    if ranker is None:
        ranker = fit_ranker(lines, opened.intents.ranker.features.encoder, opened.origin.calibration)
    return opened.intents.with_ranker(ranker, facts_of(examples), known_lines(lines))


if __name__ == "__main__":
    raise SystemExit(main())
