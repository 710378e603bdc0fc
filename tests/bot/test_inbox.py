"""The inbox: an update is kept once, encrypted, and its payload is gone when its turn is done."""

from __future__ import annotations

from bot.database.tables import conversations, inbox
from bot.inbox import Book
from tests.bot.core import SECRET, running_core, text_arrival
from tests.people import person


async def test_the_same_update_again_changes_nothing(database_url: str) -> None:
    async with running_core(database_url) as core:
        first = await core.inbox.keep("web", text_arrival("你好", update_id="1"))
        again = await core.inbox.keep("web", text_arrival("你好", update_id="1"))

        assert (first.is_new, again.is_new) == (True, False)
        assert again.inbox_id == first.inbox_id
        assert len(await core.rows(inbox)) == 1


async def test_the_same_message_id_in_another_conversation_is_another_message(database_url: str) -> None:
    async with running_core(database_url) as core:
        mine = await core.inbox.keep("web", text_arrival("你好", update_id="1"))
        theirs = await core.inbox.keep("web", text_arrival("你好", update_id="1", address=SECRET[::-1]))

        assert mine.conversation_id != theirs.conversation_id
        assert theirs.is_new


async def test_nothing_a_worker_typed_and_no_secret_can_be_read_in_the_database(database_url: str) -> None:
    worker = person(7)
    async with running_core(database_url) as core:
        await core.inbox.keep("web", text_arrival(worker.id_number, update_id=worker.phone))
        await core.inbox.keep("telegram", text_arrival(worker.name, update_id="2", address="chat-4711"))

        stored = repr(await core.rows(inbox) + await core.rows(conversations))

    assert not any(word in stored for word in (worker.id_number, worker.phone, worker.name, SECRET, "chat-4711"))


async def test_the_payload_is_deleted_with_the_turn(database_url: str) -> None:
    async with running_core(database_url) as core:
        await core.say("你好", update_id="1")

        [row] = await core.rows(inbox)

    assert (row.status, row.payload) == ("done", None)


async def test_a_doors_arrivals_are_kept_together_and_start_their_turns(database_url: str) -> None:
    async with running_core(database_url) as core:
        book = Book("telegram", core.inbox, core.turns.start)
        arrivals = [text_arrival(f"第{number}条", update_id=str(number), address="chat-1") for number in (1, 2, 2)]

        await book.receive(arrivals)
        await core.settle()

        assert [row.status for row in await core.rows(inbox)] == ["done", "done"]
