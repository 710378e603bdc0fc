"""How personal data is shown: enough for its owner to recognize, too little for anybody else."""

from __future__ import annotations


def masked_name(name: str) -> str:
    """`王**`: the first character."""
    return name[:1] + "*" * max(1, len(name) - 1)


def masked_id_number(id_number: str) -> str:
    """`3401**********1234`: first and last four of eighteen."""
    return f"{id_number[:4]}{'*' * 10}{id_number[-4:]}"


def masked_phone(phone: str) -> str:
    """`138****5678`: first three and last four."""
    return f"{phone[:3]}****{phone[-4:]}"


def masked_plate(plate: str) -> str:
    """`皖A***45`: area and last two."""
    return f"{plate[:2]}***{plate[-2:]}"
