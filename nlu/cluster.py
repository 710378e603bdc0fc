"""A process of its own that clusters questions: `python -m nlu.cluster --model FILE`.

Reads the body of `POST /v1/question-clusters` from standard input and writes the answer's body.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.clusters.clustering import Cluster, clusters
from nlu.clusters.questions import Questions, read_questions
from nlu.clusters.vectors import vectors
from nlu.errors import NluError
from nlu.live.lines import LineReader
from nlu.model_archive import OpenModel, open_model


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.cluster", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        found = cluster(open_model(options.model), read_questions(sys.stdin.buffer.read()))
    except NluError as error:
        print(error, file=sys.stderr)
        return 2
    except Exception as error:  # its words might hold a question, and the server logs what stands here
        print(type(error).__name__, file=sys.stderr)
        return 1
    print(json.dumps({"clusters": [{"cluster": each.id, "questions": each.questions} for each in found]}))
    return 0


def cluster(opened: OpenModel, questions: Questions) -> list[Cluster]:
    """Questions are read as messages are: names as signs, in plain characters, without courtesies."""
    cleaned = LineReader(opened.intents.cleaner, opened.entities).cleaned
    return clusters(questions, cleaned, lambda texts: vectors(opened.intents.ranker, texts))


if __name__ == "__main__":
    raise SystemExit(main())
