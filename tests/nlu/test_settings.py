from __future__ import annotations

from pathlib import Path

import pytest

from nlu.errors import SettingsError
from nlu.settings import Settings, data_dir


def test_a_token_is_all_that_must_be_set() -> None:
    assert Settings.from_env({"XIAOFENG_NLU_TOKEN": "t"}) == Settings(
        host="127.0.0.1",
        port=5005,
        token="t",
        models=Path("var/nlu/models"),
        live=Path("var/nlu/live"),
        data=Path("data"),
        conversations=Path("tests/conversations"),
        actions_url="http://127.0.0.1:8081",
        actions_token="",
    )
    assert data_dir({}) == Path("data")


def test_everything_can_be_set() -> None:
    env = {
        "XIAOFENG_NLU_HOST": "10.0.0.1",
        "XIAOFENG_NLU_PORT": "0",
        "XIAOFENG_NLU_TOKEN": "t",
        "XIAOFENG_NLU_MODELS": "/models",
        "XIAOFENG_NLU_LIVE": "/live",
        "XIAOFENG_DATA_DIR": "/data",
        "XIAOFENG_CONVERSATIONS_DIR": "/conversations",
        "XIAOFENG_ACTIONS_URL": "http://10.0.0.2:8081",
        "XIAOFENG_ACTIONS_TOKEN": "own",
    }

    assert Settings.from_env(env) == Settings(
        host="10.0.0.1",
        port=0,
        token="t",
        models=Path("/models"),
        live=Path("/live"),
        data=Path("/data"),
        conversations=Path("/conversations"),
        actions_url="http://10.0.0.2:8081",
        actions_token="own",
    )
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
