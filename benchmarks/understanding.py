"""How well the house understands, beside Rasa's documented default for Chinese and its LogisticRegressionClassifier.

Run as `nlu/.venv/bin/python -m benchmarks.understanding`; `benchmarks/README.md` says what the rows mean.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import structlog

from benchmarks.comparison.table import as_json, lines
from benchmarks.errors import CannotRun
from nlu.errors import NluError
from nlu.rasa_environment import quiet

ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    wanted = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    quiet(os.environ)
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    os.environ["XIAOFENG_DATA_DIR"] = str(wanted.data.resolve())
    try:
        with (
            warnings.catch_warnings(record=True),  # Rasa's libraries complain of each other's age
            tempfile.TemporaryDirectory(prefix="xiaofeng-understanding-") as folder,
        ):
            from benchmarks.comparison.measuring import compare  # imports Rasa, which reads the environment

            report = compare(wanted.data, wanted.bqfaq, Path(folder), with_diet=not wanted.without_diet)
    except (CannotRun, NluError) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for line in lines(report):
        print(line)
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.understanding", description=__doc__)
    public = os.environ.get("XIAOFENG_BQFAQ")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="FOLDER", help="another data folder")
    parser.add_argument("--bqfaq", type=Path, default=Path(public) if public else None, metavar="FILE",
                        help="the public set, read from where it lies; also XIAOFENG_BQFAQ")  # fmt: skip
    parser.add_argument("--without-diet", action="store_true", help="leave out Rasa's default, which takes minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
