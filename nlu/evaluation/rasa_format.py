"""The development set as a file that `rasa test nlu --nlu FILE` reads."""

from __future__ import annotations

from collections import defaultdict

import yaml

from nlu.development import DevelopmentSet


def as_rasa_data(messages: DevelopmentSet) -> str:
    """Messages with one need and those out of scope; Rasa knows neither two needs nor what a follow-up follows."""
    texts: dict[str, list[str]] = defaultdict(list)
    for each in (*messages.single, *messages.out_of_scope):
        texts[each.label].append(" ".join(each.text.split()))
    intents = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in found)} for label, found in texts.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": intents}, allow_unicode=True, sort_keys=False)
