"""The Rasa project both baselines run on: the house's phrasings with Rasa's LogisticRegressionClassifier pipeline."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from benchmarks.phrasebook import faq_entries

_PIPELINE = [
    {"name": "JiebaTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "LogisticRegressionClassifier"},
]
# Intents with these names never reach our rule: RulePolicy maps them to Rasa's own actions.
_RASAS_OWN_INTENTS = ("restart", "back", "session_start")
_ANNOTATION = re.compile(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})")


def project_files(data: Path) -> dict[str, str]:
    """File name → content: configurations, training data, domain, rules, and the answers of the action.

    Raises OSError or yaml.YAMLError.
    """
    examples = _examples(data)
    config = {"recipe": "default.v1", "language": "zh", "assistant_id": "benchmark", "pipeline": _PIPELINE}
    return {
        "understanding.yml": _yaml(config),
        "config.yml": _yaml({**config, "policies": [{"name": "RulePolicy"}]}),
        "nlu.yml": _training_data(examples),
        "domain.yml": _yaml({"version": "3.1", "intents": list(examples), "actions": ["action_answer"]}),
        "rules.yml": _yaml({"version": "3.1", "rules": [_rule(intent) for intent in examples]}),
        "answers.json": json.dumps(_answers(data, examples), ensure_ascii=False, indent=1),
    }


def _examples(data: Path) -> dict[str, list[str]]:
    """Intent → phrasings, from the FAQ and from `data/tasks/*.yml`, entity marks taken off."""
    examples = {entry["topic"]: [entry["title"], *entry["phrasings"]] for entry in faq_entries(data)}
    for file in sorted((data / "tasks").glob("*.yml")):
        for part in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in part:
                lines = [line.removeprefix("- ").strip() for line in part["examples"].splitlines()]
                intent = part["intent"]
                intent = f"worker_{intent}" if intent in _RASAS_OWN_INTENTS else intent
                examples[intent] = [_ANNOTATION.sub(r"\1", line) for line in lines if line]
    return examples


def _answers(data: Path, examples: Mapping[str, list[str]]) -> dict[str, str]:
    """What is said to each intent: the FAQ's answer; for a task its own first phrasing, about as long as a question."""
    answers = {intent: phrasings[0] for intent, phrasings in examples.items()}
    return {**answers, **{entry["topic"]: entry["answer"] for entry in faq_entries(data)}}


def _training_data(examples: Mapping[str, list[str]]) -> str:
    blocks = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {phrasing}\n" for phrasing in phrasings)
        for intent, phrasings in examples.items()
    ]
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


def _rule(intent: str) -> dict[str, object]:
    return {"rule": f"answer {intent}", "steps": [{"intent": intent}, {"action": "action_answer"}]}


def _yaml(content: object) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
