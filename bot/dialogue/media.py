"""What is not text: a shared place, a contact card, photos, voice, stickers. None of it is stored."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.buttons import menu_buttons
from bot.dialogue.fields_personal import parsed
from bot.dialogue.form_engine import accept, go_on, wrong
from bot.dialogue.form_questions import ask
from bot.dialogue.forms import FORMS
from bot.dialogue.messages import Location
from bot.dialogue.region_reading import counties_around
from bot.dialogue.stations import Wishes, is_in_anhui, search_near
from bot.dialogue.talk import Talk


def location(talk: Talk, point: Location | None) -> None:
    """A shared point: the nearest stations, or the counties around it where a region is asked."""
    run = talk.state.form
    if point is None:
        talk.say("media.location_unreadable")
        return
    if run is not None and run.asked in ("region", "place") and not is_in_anhui(point):
        talk.say("media.location_outside")
        return
    if run is not None and run.asked == "region":
        choices = counties_around(talk, point)
        narrowed = replace(run, choices=choices)
        talk.set_form(narrowed)
        ask(talk, FORMS[run.name], narrowed, lead=talk.words("media.counties_around"))
        return
    if run is not None and run.name == "find_station":
        talk.set_form(None)
        search_near(talk, point, Wishes.from_values(run.values))
        return
    if run is not None and run.asked == "place":
        talk.say("media.place_in_words")
        return
    search_near(talk, point, Wishes())


def contact(talk: Talk, text: str) -> None:
    """A contact card: the phone number when that is what is asked; else only a word on it."""
    run = talk.state.form
    field = FORMS[run.name].field("phone") if run is not None else None
    if not talk.may_ask_personal:
        talk.delete_inbound = True
    if run is None or field is None or "phone" in run.values or (run.asked != "phone" and talk.may_ask_personal):
        talk.say("media.contact_noted" if run is None else "media.contact_not_now")
        return
    reading = parsed(talk, "phone", text)
    if not talk.may_ask_personal:
        talk.say("personal.removed_kept" if reading.values else "personal.removed")
        go_on(talk, run.holding(reading.values))
    elif reading.values:
        accept(talk, run, field, reading)
    else:
        wrong(talk, run, field, reading)


def photo(talk: Talk) -> None:
    """In the queue a photo goes along to the person who will come."""
    talk.say("media.photo_passed_on" if talk.owner == "queue" else "media.photo")


def voice(talk: Talk) -> None:
    talk.say("media.voice")


def sticker(talk: Talk) -> None:
    talk.say("media.sticker", buttons=() if talk.state.form else menu_buttons(talk))
