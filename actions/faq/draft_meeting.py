"""What is told who writes while others wrote, published or submitted the same, and whose text lies beside."""

from __future__ import annotations

from actions.clock import local_text
from actions.errors import Refusal
from actions.faq.errors import (
    DraftExists,
    DraftFaults,
    DraftMoved,
    DraftReplaced,
    InReview,
    NothingChanged,
    PublishedMeanwhile,
)
from actions.faq.model import FaqRevision
from actions.faq.writing import Standing
from actions.staff.model import StaffMember

#: Whose text is laid beside what was typed: the draft's, or what is out.
OF_DRAFT, OF_OUT = "draft", "out"


def text_against(refusal: Refusal | None, standing: Standing, sent: str | None) -> str:
    """Whose text is laid beside: the draft's, what is out, or nobody's (""). `sent`: what the form says, if any."""
    if isinstance(refusal, (DraftMoved, DraftExists)) and standing.draft is not None:
        return OF_DRAFT
    if isinstance(refusal, PublishedMeanwhile) or (sent is None and standing.is_overtaken):
        return OF_OUT
    still_asks = refusal is None or isinstance(refusal, DraftFaults)  # a question was tried, or a field is wrong
    return sent if still_asks and sent in (OF_DRAFT, OF_OUT) else ""


def whose_text(other: FaqRevision | None) -> str:
    """Who wrote the text that lies beside, and when; "" for none."""
    if other is None:
        return ""
    if other.published_at is not None:
        return f"{other.published_by}发布的（第 {other.number} 版，{local_text(other.published_at)}）"
    return f"{other.author_name}的（第 {other.draft_version} 稿，{local_text(other.changed_at)}）"


def problem_words(
    refusal: Refusal | None, standing: Standing, against: str, member: StaffMember, *, is_gone: bool, asks: bool
) -> str | None:
    """In words for who typed: nothing of it is lost, and what to do next."""
    choose = (
        "两边不一样的地方都并排列在下面，逐项选用哪一个，再按保存。"
        if asks
        else "两边改的不冲突，您改的都在。看一看，再按保存。"
    )
    if isinstance(refusal, (DraftMoved, DraftExists)) and standing.draft is not None:
        is_own = standing.draft.author_id == member.id
        who = "您自己在别处" if is_own else standing.draft.author_name
        happened = f"{who}也改了这份草稿"
        if isinstance(refusal, DraftReplaced):
            happened = f"您改的那份草稿已经不在了，{who}又另起了一份"
        return f"{happened}。{choose}两边的都没有丢。"
    if against == OF_OUT and standing.out is None:
        return "原来发布的答复已经停用了。您写的都在下面，要接着用就再按一次保存。"
    if isinstance(refusal, PublishedMeanwhile) or (refusal is None and against == OF_OUT):
        return f"您写的时候，又发布了新的一版。{choose}"
    if is_gone:
        return "您改的这份草稿已经不在了（被丢弃或者办完了）。您写的都在下面，要接着写就再按一次保存，另起一份草稿。"
    if isinstance(refusal, InReview) and standing.in_review is not None:
        return _in_review_words(standing.in_review)
    if isinstance(refusal, NothingChanged):
        return "内容和已经发布的一样，不用起草。"
    return refusal.detail if refusal is not None else None


def _in_review_words(revision: FaqRevision) -> str:
    """Why nobody can write now, and whom to ask."""
    return (
        f"{revision.author_name}写的第 {revision.number} 版正在等人审批，批准或退回之后才能再改。"
        f"要改里面的内容，请{revision.author_name}或审批的同事先退回它。您写的不会丢，先留在这一页上。"
    )
