"""Commands of the nlu room: `python -m nlu.cli train | understand | evaluate | validate`."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.development import read_development
from nlu.errors import NluError
from nlu.evaluation import report
from nlu.evaluation.evaluating import evaluate, kinds_of
from nlu.evaluation.noise import Noise
from nlu.evaluation.rasa_format import as_rasa_data
from nlu.live.starting import live_model
from nlu.model_archive import newest_model, open_model
from nlu.model_training import CONFIG, train_when_changed
from nlu.rasa_environment import quiet
from nlu.settings import data_dir, live_dir, models_dir
from nlu.understanding_lines import understand_line, understand_stream

INTERRUPTED = 130  # what a shell says of a command ended by Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # Python ends by the signal, whoever catches KeyboardInterrupt, when it was raised in an exec(), as imports are.
    signal.signal(signal.SIGINT, lambda *_: sys.exit(INTERRUPTED))
    try:
        return options.run(options)
    except NluError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def _train(options: argparse.Namespace) -> int:
    quiet(os.environ)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    logging.getLogger("nlu").setLevel(logging.INFO)
    train_when_changed(data_dir(os.environ), models_dir(os.environ), lambda line: print(line, flush=True))
    return 0


def _understand(options: argparse.Namespace) -> int:
    if options.jsonl == (options.text is not None):
        print("nlu: give either one text or --jsonl", file=sys.stderr)
        return 2
    model = live_model(open_model(newest_model(models_dir(os.environ))), live_dir(os.environ))
    if options.jsonl:
        understand_stream(model, sys.stdin.buffer, sys.stdout)
    else:
        print(json.dumps(understand_line(model, options.text), ensure_ascii=False, indent=2))
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    model = open_model(newest_model(models_dir(os.environ)))
    messages = read_development(options.set or data_dir(os.environ) / "development")
    noise = None if options.without_noise else Noise(each.text for each in messages.all())
    intents = model.intents
    evaluation = evaluate(messages, model.understand_message, kinds_of(intents), intents.careful_labels, noise)
    print(report.as_text(evaluation), end="")
    if options.json:
        options.json.write_text(json.dumps(report.as_json(evaluation), ensure_ascii=False, indent=1), encoding="utf-8")
    if options.html:
        from nlu.evaluation.page import as_page  # matplotlib takes a second to import

        subtitle = f"{evaluation.overall.messages} messages with one need, model {model.name}"
        options.html.write_text(as_page(evaluation, subtitle), encoding="utf-8")
    if options.rasa:
        options.rasa.write_text(as_rasa_data(messages), encoding="utf-8")
    return 0


def _validate(options: argparse.Namespace) -> int:
    quiet(os.environ)
    folder = str(data_dir(os.environ))
    command = ["data", "validate", "--config", str(CONFIG), "--domain", folder, "--data", folder, "--fail-on-warnings"]
    return subprocess.call([sys.executable, "-m", "rasa", *command])  # noqa: S603, our own arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlu.cli", description=__doc__)
    commands = parser.add_subparsers(required=True)
    train = commands.add_parser("train", help="train the model, if data, configuration or code changed")
    train.set_defaults(run=_train)
    understand = commands.add_parser("understand", help="what the model makes of a text")
    understand.add_argument("text", nargs="?")
    understand.add_argument("--jsonl", action="store_true", help='read {"text": …} lines from standard input')
    understand.set_defaults(run=_understand)
    evaluation = commands.add_parser("evaluate", help="judge the model on the development set")
    evaluation.add_argument("--set", type=Path, metavar="FOLDER", help="another set, of the same shape")
    evaluation.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as JSON")
    evaluation.add_argument("--html", type=Path, metavar="FILE", help="write a page with plots there")
    evaluation.add_argument("--rasa", type=Path, metavar="FILE", help="write the set there for `rasa test nlu --nlu`")
    evaluation.add_argument("--without-noise", action="store_true", help="leave out the misspelt copies (quicker)")
    evaluation.set_defaults(run=_evaluate)
    validate = commands.add_parser("validate", help="check the training data with `rasa data validate`")
    validate.set_defaults(run=_validate)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
