"""Applications as actions tells of them."""

from __future__ import annotations

from tests.bot.dialogue.driver import Chat


def application(state: str = "submitted", number: str = "XF0001", **more: object) -> dict[str, object]:
    return {
        "number": number,
        "state": state,
        "union": {"name": "包河区总工会"},
        "returned_fields": [],
        "masked": {"name": "张**", "id_number": "3401**********1234", "phone": "190****4711"},
        **more,
    }


def with_applications(*applications: dict[str, object]) -> Chat:
    return Chat(actions={"enrollments_of": {"enrollments": list(applications)}})
