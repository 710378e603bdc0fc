"""An evaluation as nlu tells it. Shares lie between 0 and 1."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from actions.faq.thresholds import Thresholds

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Shares(_Told):
    """Of messages with one need."""

    messages: Count
    right: Share
    in_three: Share
    served: Share
    wrong_answers: Share


class Bin(_Told):
    """Messages of one stretch of confidence: how sure the model was of them, how often it was right."""

    messages: Count
    confidence: Share
    right: Share


class Reach(_Told):
    """Messages understood with at least this confidence; those out of scope are `outside`."""

    threshold: Share
    right: Count
    wrong: Count
    in_three: Count
    outside: Count


class ReachByCare(_Told):
    """Apart for ids that are answered from the answer and from the careful threshold on."""

    usual: list[Reach]
    careful: list[Reach]


class Confusion(_Told):
    """Messages that meant `expected` and were taken for `got`; "" where nothing could be read."""

    expected: Annotated[str, Field(max_length=100)]
    got: Annotated[str, Field(max_length=100)]
    messages: Count
    wrongly_answered: Count


class ToldThresholds(_Told):
    answer: Share
    careful: Share
    suggest: Share

    @property
    def in_percent(self) -> Thresholds:
        return Thresholds.of_shares(self.model_dump())


class ToldEvaluation(_Told):
    fingerprint: Annotated[str, Field(min_length=1, max_length=64)]
    feed_version: Count
    evaluated_at: AwareDatetime
    thresholds: ToldThresholds  # it was judged by
    own_thresholds: ToldThresholds  # the model goes by where staff have set none
    overall: Shares
    out_of_scope: Count
    out_of_scope_answered: Share
    ece: Share
    calibration: list[Bin]
    reach: ReachByCare
    confusions: list[Confusion]

    @property
    def shares(self) -> dict[str, float]:
        """What is shown over time."""
        overall = self.overall
        return {
            "right": overall.right,
            "in_three": overall.in_three,
            "served": overall.served,
            "wrong": overall.wrong_answers,
            "outside": self.out_of_scope_answered,
        }
