"""Who acts: what the audit log keeps, and what colleagues read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.settings import Client


@dataclass(frozen=True)
class Actor:
    """`reference` is an id without personal data, for the log; `name` is shown to staff only."""

    reference: str
    name: str

    @property
    def staff_id(self) -> int | None:
        """Of a colleague; None for a worker or a client."""
        kind, _, staff_id = self.reference.partition(":")
        return int(staff_id) if kind == "staff" else None


WORKER = Actor("worker", "本人")
#: What time does by itself.
CLOCKWORK = Actor("clock", "系统")

_CLIENT_NAMES: Mapping[Client, str] = {Client.CLI: "命令行", Client.BOT: "机器人", Client.NLU: "语义理解"}


def client_actor(client: Client) -> Actor:
    return Actor(f"client:{client}", _CLIENT_NAMES[client])


def staff_actor(staff_id: int, name: str) -> Actor:
    return Actor(f"staff:{staff_id}", name)
