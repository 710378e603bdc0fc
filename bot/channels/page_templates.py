"""The templates of the pages beside the chat, from bot/channels/page/."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from bot.channels.static_page import FOLDER


def page_template(name: str) -> Template:
    """One of them; a value it needs and does not get is an error."""
    loader = FileSystemLoader(FOLDER)
    return Environment(loader=loader, autoescape=select_autoescape(), undefined=StrictUndefined).get_template(name)
