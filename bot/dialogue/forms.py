"""The forms of the house, by name. A form carries the id of its task."""

from __future__ import annotations

from bot.dialogue import cover, enrollment
from bot.dialogue.fields_cover import COVER_CONSENT
from bot.dialogue.fields_invited import fill_in_invited
from bot.dialogue.fields_personal import CALL_BACK_PHONE, CONSENT, ID_NUMBER, ID_TAIL, NAME, PHONE, PLATE
from bot.dialogue.fields_told import DESCRIPTION, MESSAGE, STATION_PLACE, WANTED_PLACE
from bot.dialogue.fields_union import TOWNSHIP, UNION, look_again_for_unions, look_for_unions
from bot.dialogue.fields_work import EMPLOYER, PLATFORM, REGION, TRADE
from bot.dialogue.form import Form
from bot.dialogue.returned_fields import reviewers_words
from bot.dialogue.state import FormRun
from bot.dialogue.stations import search_for_form
from bot.dialogue.talk import Talk
from bot.dialogue.tickets import open_ticket

_ENROLLMENT = (TRADE, PLATFORM, EMPLOYER, REGION, UNION, TOWNSHIP, CONSENT, NAME, ID_NUMBER, PHONE, PLATE)
_CORRECTABLE = (TRADE, PLATFORM, EMPLOYER, REGION, UNION, TOWNSHIP, NAME, ID_NUMBER, PHONE, PLATE)


def _prepare_enrollment(talk: Talk, run: FormRun) -> FormRun:
    return fill_in_invited(talk, look_for_unions(talk, run))


_ALL = (
    Form("enroll", _ENROLLMENT, enrollment.submit_enrollment, prepare=_prepare_enrollment),
    Form(
        "enrollment_correct",
        _CORRECTABLE,
        enrollment.submit_correction,
        prepare=look_again_for_unions,
        beside=reviewers_words,
    ),
    Form("enrollment_withdraw", (), enrollment.withdraw),
    Form("transfer", _ENROLLMENT, enrollment.submit_transfer, prepare=_prepare_enrollment),
    Form("cover_consent", (COVER_CONSENT,), cover.answer, confirms=False),
    Form("cover_withdraw", (), cover.withdraw),
    Form("delete_my_data", (), enrollment.erase),
    Form("enrollment_lookup", (PHONE, ID_TAIL), enrollment.look_up, confirms=False),
    Form("find_station", (STATION_PLACE,), search_for_form, confirms=False),
    Form("human", (MESSAGE, CALL_BACK_PHONE), open_ticket, confirms=False),
    Form("report_problem", (DESCRIPTION, CALL_BACK_PHONE), open_ticket),
    Form("claim", (DESCRIPTION, CALL_BACK_PHONE), open_ticket),
    Form("suggest_station", (WANTED_PLACE,), open_ticket),
    Form("submit_proposal", (DESCRIPTION,), open_ticket),
)
FORMS = {form.name: form for form in _ALL}
