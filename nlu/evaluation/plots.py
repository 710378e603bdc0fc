"""The plots of an evaluation, each as SVG to put into a page."""

from __future__ import annotations

import io

import matplotlib

matplotlib.use("svg")

from matplotlib.figure import Figure

from nlu.evaluation.evaluating import Evaluation

MOST_PAIRS = 20
_INK, _GOOD, _BAD, _PALE = "#1f2933", "#0b7a4b", "#b3261e", "#8a94a6"


def reliability(evaluation: Evaluation) -> str:
    """How often the model was right when it said it was so sure; the diagonal is perfect."""
    figure = Figure(figsize=(5, 4.2))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=_PALE, linestyle="--", linewidth=1)
    axes.plot(
        [each.confidence for each in evaluation.calibration],
        [each.right for each in evaluation.calibration],
        color=_GOOD,
        marker="o",
    )
    for each in evaluation.calibration:
        axes.annotate(
            str(each.messages), (each.confidence, each.right), fontsize=7, xytext=(4, -9), textcoords="offset points"
        )
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    return _svg(figure)


def threshold_curve(evaluation: Evaluation) -> str:
    """What one answer threshold would do: rightly answered, wrongly answered, out-of-scope answered."""
    figure = Figure(figsize=(5, 4.2))
    axes = figure.subplots()
    thresholds = [each.threshold for each in evaluation.curve]
    axes.plot(thresholds, [each.answered_rightly for each in evaluation.curve], color=_GOOD, label="answered rightly")
    axes.plot(thresholds, [each.answered_wrongly for each in evaluation.curve], color=_BAD, label="answered wrongly")
    axes.plot(
        thresholds,
        [each.out_of_scope_answered for each in evaluation.curve],
        color=_INK,
        linestyle=":",
        label="out of scope, answered",
    )
    axes.set(xlabel="answer threshold", ylabel="share of messages", xlim=(0, 1), ylim=(0, 1))
    axes.legend(fontsize=8)
    return _svg(figure)


def confusion_pairs(evaluation: Evaluation) -> str:
    """The most frequent confusions; red is what was answered outright."""
    pairs = list(reversed(evaluation.confusions[:MOST_PAIRS]))
    figure = Figure(figsize=(8, 0.6 + 0.26 * max(len(pairs), 1)))
    axes = figure.subplots()
    names = [f"{each.expected} → {each.got or '-'}" for each in pairs]
    axes.barh(names, [each.messages for each in pairs], color=_PALE, label="confused")
    axes.barh(names, [each.wrongly_answered for each in pairs], color=_BAD, label="answered outright")
    axes.tick_params(axis="y", labelsize=8)
    axes.set(xlabel="messages")
    if pairs:
        axes.legend(fontsize=8, loc="lower right")
    return _svg(figure)


def _svg(figure: Figure) -> str:
    figure.tight_layout()
    drawn = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "xiaofeng"}):  # the same figures make the same file
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue().partition("<svg")[1] + drawn.getvalue().partition("<svg")[2]
