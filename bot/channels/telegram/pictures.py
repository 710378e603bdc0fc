"""Pictures workers send: which file of one to fetch, and fetching it. Telegram keeps several sizes of each."""

from __future__ import annotations

from telegram import Bot, Document, Message, PhotoSize
from telegram.error import BadRequest, TelegramError

from bot.channels.photos import LARGEST_PHOTO_BYTES, photo_of
from bot.channels.telegram.failures import send_error
from bot.dialogue.messages import Photo


def picture_of(message: Message) -> str | None:
    """The file id of the largest size that is not too large; None when there is none."""
    document = message.document
    sizes: list[PhotoSize | Document | None] = [*message.photo]
    if document is not None:
        sizes = [document.thumbnail, document]
    fitting = [one.file_id for one in sizes if one is not None and (one.file_size or 0) <= LARGEST_PHOTO_BYTES]
    return fitting[-1] if fitting else None


async def fetched(bot: Bot, file_id: str) -> Photo | None:
    """The picture; None when Telegram has it no more, or it is none of ours. Raises SendError: try later."""
    try:
        file = await bot.get_file(file_id)
        content = await file.download_as_bytearray()
    except BadRequest:
        return None
    except TelegramError as error:
        raise send_error(error, ()) from None  # its cause holds the URL, and that the token
    return photo_of(bytes(content))
