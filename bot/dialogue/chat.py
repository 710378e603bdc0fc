"""Small talk, the menu, and being honest about being a machine."""

from __future__ import annotations

from bot.dialogue.buttons import label_buttons, menu_buttons, person_button
from bot.dialogue.talk import Talk


def menu(talk: Talk) -> None:
    talk.say("help.menu", buttons=menu_buttons(talk))


def greet(talk: Talk) -> None:
    talk.remember(misses=0)
    talk.say("greet.hello", buttons=() if talk.state.form else menu_buttons(talk))


def thanks(talk: Talk) -> None:
    talk.remember(misses=0)
    talk.say("thanks.welcome")


def goodbye(talk: Talk) -> None:
    talk.remember(misses=0)
    talk.say("goodbye.farewell")


def bot_challenge(talk: Talk) -> None:
    talk.say("bot_challenge.honest", buttons=(person_button(talk),))
    talk.offer("task", "human")


def complain_bot(talk: Talk) -> None:
    """An apology, the nearest topics, and a person."""
    nearest = talk.state.nearest or tuple(reversed(talk.state.topics))
    offered = tuple(label for label in dict.fromkeys((*nearest, *talk.ranked())) if talk.can_offer(label))
    offered = tuple(label for label in offered if label not in ("human", "help"))[:3] or ("help",)
    talk.say("complain_bot.sorry", buttons=(*label_buttons(talk, offered), person_button(talk)))
    talk.offer("task", "human")


def out_of_scope(talk: Talk) -> None:
    talk.remember(misses=talk.state.misses + 1)
    talk.say("out_of_scope.limits", buttons=() if talk.state.form else menu_buttons(talk))
