"""A process of its own that judges a draft: `python -m nlu.check --model … --live … --data … --conversations …`.

Reads the body of `POST /v1/faq-checks` from standard input and writes the answer's body.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nlu.checks.cases import conversation_cases, development_cases
from nlu.checks.collisions import collisions
from nlu.checks.draft import Draft, DraftUnreadable, examples_after, read_draft
from nlu.checks.verdicts import Verdicts, compare
from nlu.errors import NluError
from nlu.feed.last_good import kept
from nlu.intents.ranker import Line
from nlu.live.lines import LineReader, examples_for
from nlu.live.starting import serving_from
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel, open_model
from nlu.refit import fitted_model


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.check", description=__doc__)
    for name in ("--model", "--live", "--data", "--conversations"):
        parser.add_argument(name, type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        draft = read_draft(sys.stdin.buffer.read())
        result = check(open_model(options.model), options.live, draft, options.data, options.conversations)
    except (NluError, DraftUnreadable) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False))
    return 0


def check(opened: OpenModel, live: Path, draft: Draft, data: Path, conversations: Path) -> dict[str, Any]:
    """Fit a ranker with the draft and compare it with the one without. Raises DataUnreadable."""
    sources = {"development": development_cases(data), "conversations": conversation_cases(conversations)}
    cases = [case for found in sources.values() for case in found or ()]
    known = kept(live)
    now = examples_for(opened.origin.examples, known[0] if known else None)
    then = examples_after(now, draft)
    reader = LineReader(opened.intents.cleaner, opened.entities)  # one for all: each text is cleaned once
    serving, _ = serving_from(opened, live, Metrics(), reader)
    thresholds = serving.model.thresholds  # staff may have set others than a fit has by itself
    before = fitted_model(opened, now, reader).with_thresholds(thresholds) if serving.is_stale else serving.model
    # Only the answer's words change: nothing is understood otherwise, and nobody need wait for a fit.
    same = set(then) == set(now)
    after = before if same else fitted_model(opened, then, reader).with_thresholds(thresholds)
    lines_now, lines_then = reader.lines(now), reader.lines(then)
    if after is before:
        verdicts = Verdicts(messages=sum(bool(case.expected) for case in cases))
    else:
        verdicts = compare(
            cases, before, after, opened.entities, draft.retired, frozenset(topic.id for topic in draft.topics)
        )
    drafted = [
        (written, Line(reader.cleaned(written), topic.id, phrasing=True))
        for topic in draft.topics
        for written in (topic.title, *topic.phrasings)
    ]
    readable = [(written, line) for written, line in drafted if line.text]
    return {
        **asdict(verdicts),
        "collisions": collisions(readable, lines_now, lines_then, before, after),
        "skipped": [name for name, found in sources.items() if found is None],
    }


if __name__ == "__main__":
    raise SystemExit(main())
