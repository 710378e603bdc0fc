from __future__ import annotations

from pathlib import Path

import pytest

from nlu.errors import SettingsError
from nlu.settings import Settings, data_dir


def test_a_token_is_all_that_must_be_set() -> None:
    assert Settings.from_env({"XIAOFENG_NLU_TOKEN": "t"}) == Settings("127.0.0.1", 5005, "t", Path("var/nlu/models"))
    assert data_dir({}) == Path("data")


def test_everything_can_be_set() -> None:
    env = {
        "XIAOFENG_NLU_HOST": "10.0.0.1",
        "XIAOFENG_NLU_PORT": "0",
        "XIAOFENG_NLU_TOKEN": "t",
        "XIAOFENG_NLU_MODELS": "/models",
        "XIAOFENG_DATA_DIR": "/data",
    }

    assert Settings.from_env(env) == Settings("10.0.0.1", 0, "t", Path("/models"))
    assert data_dir(env) == Path("/data")


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({}, "XIAOFENG_NLU_TOKEN"),
        ({"XIAOFENG_NLU_TOKEN": "t", "XIAOFENG_NLU_PORT": "http"}, "XIAOFENG_NLU_PORT"),
        ({"XIAOFENG_NLU_TOKEN": "t", "XIAOFENG_NLU_PORT": "65536"}, "XIAOFENG_NLU_PORT"),
        ({"XIAOFENG_NLU_TOKEN": "t", "XIAOFENG_NLU_PORT": "-1"}, "XIAOFENG_NLU_PORT"),
    ],
)
def test_a_bad_value_names_its_variable(env: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env(env)
