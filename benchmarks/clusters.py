"""How well and how fast nlu clusters questions nobody answered.

Run as `nlu/.venv/bin/python -m benchmarks.clusters`; `benchmarks/README.md` says what the figures mean.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from collections.abc import Sequence

from nlu.cluster import cluster
from nlu.clusters.questions import LONGEST_TEXT
from nlu.errors import NluError
from nlu.evaluation.grouping import Grouped, match, read_grouped
from nlu.evaluation.noise import Noise
from nlu.live.background import Background
from nlu.model_archive import newest_model, open_model
from nlu.settings import data_dir, models_dir

SETS = {"tuned on": "question_groups.csv", "apart": "question_groups_apart.csv"}
MANY = 10_000
MEGABYTE = 1024  # in what getrusage counts on Linux
LONGEST_SECONDS = 600.0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    parser = argparse.ArgumentParser(prog="benchmarks.clusters", description=__doc__)
    parser.add_argument("--questions", type=int, default=MANY, metavar="N", help="how many to cluster at once")
    wanted = parser.parse_args(arguments)
    folder = data_dir(os.environ) / "development"
    try:
        model = newest_model(models_dir(os.environ))
        opened = open_model(model)
        sets = {name: read_grouped(folder / file) for name, file in SETS.items()}
    except NluError as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    print("| set | questions | groups | clusters | adjusted Rand index | at home |")
    print("|---|---|---|---|---|---|")
    for name, grouped in sets.items():
        found = match(grouped, lambda questions: cluster(opened, questions))
        print(
            f"| {name} | {found.questions} | {found.groups} | {found.found} | {found.adjusted_rand_index:.3f} "
            f"| {found.at_home:.0%} |"
        )
    body = _many([each for grouped in sets.values() for each in grouped], wanted.questions)
    began = time.perf_counter()
    answer = Background().run("nlu.cluster", ["--model", str(model.resolve())], body, LONGEST_SECONDS)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"\n{wanted.questions:,} questions: {len(json.loads(answer)['clusters']):,} clusters after {seconds:.1f} s "
        f"({used.ru_utime + used.ru_stime:.1f} s of one processor), {used.ru_maxrss / MEGABYTE:,.0f} MB at most"
    )
    return 0


def _many(grouped: Sequence[Grouped], count: int) -> bytes:
    """The body of a request with noisy copies of the sets' questions, and of two of them in one; the same each time."""
    dice = random.Random(count)
    texts = [each.text for each in grouped]
    kinds = list(Noise(texts).kinds.values())
    made = list(dict.fromkeys(kind(text) for text in texts for kind in kinds))
    known = set(made)
    while len(made) < count:
        both = f"{dice.choice(kinds)(dice.choice(texts))}，{dice.choice(texts)}"[:LONGEST_TEXT]
        if both not in known:
            known.add(both)
            made.append(both)
    asked = dice.sample(made, count)
    questions = [{"id": id, "text": text[:LONGEST_TEXT], "cluster": None} for id, text in enumerate(asked)]
    return json.dumps({"questions": questions, "fixed": []}, ensure_ascii=False).encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
