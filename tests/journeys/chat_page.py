"""The chat page in a browser, in the words of the person who holds the phone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class ChatPage:
    """One open chat page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url)
        expect(self.bubbles.first).to_be_visible()

    @property
    def bubbles(self) -> Locator:
        """What the bot said."""
        return self.page.locator(".turn.bot .bubble")

    def say(self, text: str) -> None:
        """Type and press Enter; returns when the bot has answered."""
        heard = self.bubbles.count()
        self.tell(text)
        self._answered(heard)

    def tell(self, text: str) -> None:
        """Type and press Enter; whoever reads it need not answer."""
        self.page.get_by_label("说点什么").fill(text)
        self.page.keyboard.press("Enter")

    def press(self, title: str) -> None:
        """Press the newest button whose title begins so; returns when the bot has answered."""
        heard = self.bubbles.count()
        self.page.locator("button.choice", has_text=re.compile(f"^{re.escape(title)}")).last.click()
        self._answered(heard)

    def hears(self, words: str) -> None:
        """Wait until the bot has said these words, with no reload."""
        expect(self.page.locator(".turn.bot", has_text=words).last).to_be_visible()

    def everything(self) -> list[str]:
        """All the bot has said that is on the page, oldest first."""
        return self.bubbles.all_inner_texts()

    def _answered(self, heard: int) -> None:
        self.page.wait_for_function("heard => document.querySelectorAll('.turn.bot .bubble').length > heard", arg=heard)
