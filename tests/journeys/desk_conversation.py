"""An operator's queue and conversation in a browser, in the words of the person who sits at it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.house import House


class Queue:
    """Who waits; open all the time, it follows by itself."""

    def __init__(self, page: Page, house: House) -> None:
        self.page = page
        self._address = f"{house.actions}/desk/conversations"
        self.open()

    def open(self) -> None:
        self.page.goto(self._address)

    @property
    def waiting(self) -> Locator:
        """A row for each of them, in their order."""
        return self.page.locator("tr[id^='row-']")

    def claims_first(self) -> Conversation:
        """By keyboard; returns when the bot has stepped back."""
        expect(self.waiting.first).to_be_visible()
        self.page.keyboard.press("j")
        self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(re.compile(r"/desk/conversations/R"))
        opened = Conversation(self.page)
        expect(opened.box).to_be_visible()
        return opened


class Conversation:
    """One the operator has."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("回复工友")

    @property
    def lines(self) -> Locator:
        return self.page.locator("#transcript > li")

    @property
    def words(self) -> list[str]:
        """The words of every line, in order."""
        return self.page.locator("#transcript > li .said").all_inner_texts()

    def says(self, text: str) -> None:
        """Type and press Ctrl+Enter; returns when it is kept."""
        self.box.fill(text)
        self.sends()

    def sends(self) -> None:
        """What stands in the box; returns when it is kept."""
        self.box.press("Control+Enter")
        expect(self.box).to_have_value("")

    def shows(self, text: str, file: Path) -> None:
        """Send a photo with words under it."""
        picture: FilePayload = {"name": file.name, "mimeType": "image/png", "buffer": file.read_bytes()}
        self.page.get_by_label("照片").set_input_files(files=[picture])
        self.says(text)

    def notes(self, text: str) -> None:
        """Something for colleagues."""
        self.page.get_by_label("写给同事").fill(text)
        self.page.get_by_role("button", name="记下").click()
        expect(self.line(text)).to_have_class(re.compile("note"))

    def line(self, words: str) -> Locator:
        """The newest line with these words."""
        return self.lines.filter(has_text=words).last

    def sees(self, words: str) -> Locator:
        """Wait for a line, with no reload."""
        found = self.line(words)
        expect(found).to_be_visible()
        return found

    def closes(self, outcome: str) -> None:
        self.page.locator("summary", has_text="结束会话").click()
        self.page.get_by_label("结果").select_option(label=outcome)
        self.page.get_by_role("button", name="结束，交还给小蜂").click()
        expect(self.page.get_by_text("已结束，会话交还给小蜂。")).to_be_visible()
