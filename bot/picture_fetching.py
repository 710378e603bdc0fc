"""Filling in the pictures of lines that name a file of their channel, when the lines are handed over."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.channels.channel import PushChannel
from bot.dialogue.messages import JsonObject
from bot.dialogue.responses import Responses
from bot.logs import facts, where

log = logging.getLogger(__name__)

MOST_TRIES = 5  # then the words go without their picture: what comes after them waits


class PictureUnreachable(Exception):
    """The channel does not answer now."""


class PictureFetcher:
    """Asks channels for the pictures workers sent there."""

    def __init__(self, channels: Mapping[str, PushChannel], responses: Responses) -> None:
        self._channels = channels
        self._responses = responses

    async def filled(self, body: JsonObject, *, channel: str, tries: int) -> JsonObject:
        """The same body with pictures in place of file ids. Raises PictureUnreachable: hand it over later."""
        if not any("file" in line.get("photo", ()) for line in body.get("lines", ())):
            return body
        return {**body, "lines": [await self._line(line, channel, tries) for line in body["lines"]]}

    async def _line(self, line: Mapping[str, Any], channel: str, tries: int) -> JsonObject:
        file = line.get("photo", {}).get("file")
        if file is None:
            return line
        try:
            photo = await self._channels[channel].photo(file)
        except Exception as error:
            if tries < MOST_TRIES:
                raise PictureUnreachable from error
            log.warning("picture.given-up", extra=facts(channel=channel, error=where(error)))
            photo = None
        if photo is not None:
            return {**line, "photo": asdict(photo)}
        words = "\n".join((line["text"], self._responses.text("line.photo_lost")))
        return {**{key: value for key, value in line.items() if key != "photo"}, "text": words}
