"""An evaluation as one HTML page that needs nothing else: figures, plots, confusions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from nlu.evaluation import plots
from nlu.evaluation.evaluating import Evaluation
from nlu.evaluation.figures import Shares

_STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; color: #1f2933; background: #fff;
  max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
.figures { display: flex; flex-wrap: wrap; gap: .75rem }
.figures div { border: 1px solid #d5dae1; border-radius: .5rem; padding: .5rem .75rem }
.figures b { display: block; font-size: 1.3rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #e4e7eb; text-align: right; white-space: nowrap }
th:first-child, td:first-child, .words { text-align: left } .words { white-space: normal; min-width: 14rem }
svg { max-width: 100%; height: auto }
@media (prefers-color-scheme: dark) {
  body { background: #12161c; color: #e4e7eb } svg { background: #fff; border-radius: .5rem }
  th, td, .figures div { border-color: #2b333f }
}
"""


def as_page(evaluation: Evaluation, subtitle: str) -> str:
    """`subtitle`: which model and which set, in words."""
    overall = evaluation.overall
    figures = (
        ("right", overall.right),
        ("right in three", overall.in_three),
        ("served", overall.served),
        ("wrong direct answers", overall.wrong_answers),
        ("out of scope, answered", evaluation.out_of_scope_answered),
        ("two needs, both met", evaluation.both_needs_met),
        ("follow-ups right", evaluation.follow_ups.right),
        ("calibration error", evaluation.ece),
    )
    return "\n".join([
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width,initial-scale=1'>",
        f"<title>Understanding</title><style>{_STYLE}</style></head><body>",
        f"<h1>Understanding</h1><p>{escape(subtitle)}</p>",
        "<div class='figures'>",
        *(f"<div>{escape(name)}<b>{_percent(share)}</b></div>" for name, share in figures),
        "</div>",
        *_shares("Kinds of id", evaluation.by_kind),
        *_shares("Writers", evaluation.by_writer),
        *_shares("Misspelt on purpose", evaluation.by_noise),
        "<h2>How far its confidence can be trusted</h2>",
        plots.reliability(evaluation),
        "<h2>What an answer threshold would do</h2>",
        plots.threshold_curve(evaluation),
        "<h2>Worst confusions</h2>",
        plots.confusion_pairs(evaluation),
        *_table(
            ("expected", "got", "messages", "answered", "for example"),
            ((each.expected, each.got or "-", each.messages, each.wrongly_answered, each.example)
             for each in evaluation.confusions),
        ),
        "</body></html>",
    ])  # fmt: skip


def _shares(title: str, table: dict[str, Shares]) -> Iterable[str]:
    if not table:
        return
    yield f"<h2>{escape(title)}</h2>"
    yield from _table(
        ("", "messages", "right", "in three", "served", "wrong answers"),
        (
            (name, each.messages, *map(_percent, (each.right, each.in_three, each.served, each.wrong_answers)))
            for name, each in table.items()
        ),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    yield "<div class='wide'><table><tr>" + "".join(f"<th>{escape(name)}</th>" for name in head) + "</tr>"
    for row in rows:
        cells = (_cell(head[index], cell) for index, cell in enumerate(row))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</table></div>"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _cell(column: str, content: object) -> str:
    style = " class='words'" if column == "for example" else ""
    return f"<td{style}>{escape(str(content))}</td>"
