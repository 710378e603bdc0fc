"""The receiver's words without the person they are about: colleagues read them who need not see an ID number."""

from __future__ import annotations

import json
import re

from actions.masks import masked_id_number, masked_name, masked_phone, masked_plate

_MASKS = {"name": masked_name, "id_number": masked_id_number, "phone": masked_phone, "plate": masked_plate}
#: Whatever else may be a number of somebody's.
_LONG_NUMBER = re.compile(r"\d{7,}[Xx]?")


def redacted(reason: str, body: str) -> str:
    """`reason` with every personal value of the filed `body`, and every long number, masked."""
    person = json.loads(body)["data"]["person"]
    for field, mask in _MASKS.items():
        if value := person[field]:
            reason = reason.replace(value, mask(value))
    return _LONG_NUMBER.sub("******", reason)
