"""Who only says where and as what they work ("我是包河区的快递员"): it is remembered, and asked what for."""

from __future__ import annotations

from bot.dialogue.buttons import label_buttons
from bot.dialogue.fields_told import read_place
from bot.dialogue.fields_work import named_work, says_only
from bot.dialogue.messages import Button
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

_A_NAME_ONLY = 10  # characters: a text this short that names a region says little else
_KINDS = ("region", "place", "trade", "platform")


def hear_introduction(talk: Talk) -> bool:
    """False when the text says more than that, and inside a form."""
    if talk.state.form is not None:
        return False
    place = read_place(talk, FormRun("find_station", 0, talk.now)).values.get("place")
    (trade, trade_words), (platform, platform_words) = (named_work(talk, kind) for kind in ("trade", "platform"))
    said = tuple(entity.text for entity in talk.entities if entity.kind in _KINDS)
    is_short = place is not None and len(talk.text) <= _A_NAME_ONLY
    if not (place or trade) or not (is_short or says_only(talk.text, (*said, *trade_words, *platform_words))):
        return False
    region = place.value.removeprefix("region:") if place and place.value.startswith("region:") else ""
    told = {"region": region, "trade": trade, "platform": platform}
    talk.remember(**{name: code for name, code in told.items() if code not in ("", "other")})
    names = [place.label if place else "", talk.reference.trades[trade].name if trade else ""]
    search = [Button(talk.words("button.stations_there"), {"do": "stations", "where": place.value})] if place else []
    others = ("enroll", "union_contact") if place else ("enroll", "find_station")
    talk.say(
        "introduction", said="、".join(name for name in names if name), buttons=(*search, *label_buttons(talk, others))
    )
    return True
