"""Everything the service reads from the data folder, once, at start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.cover.insurer_form import InsurerForm
from actions.faq.entries import Entry, load_entries
from actions.reference import Reference
from actions.stations.checking import Checked
from actions.stations.gazetteer import Gazetteer
from actions.stations.samples import load_samples
from actions.takeovers.quick_replies import QuickReplyText
from actions.takeovers.quick_reply_seeding import load_quick_replies


@dataclass(frozen=True)
class Shipped:
    reference: Reference
    gazetteer: Gazetteer
    sample_stations: Checked
    faq: Sequence[Entry]
    quick_replies: Sequence[QuickReplyText]

    @classmethod
    def load(cls, data_dir: Path) -> Shipped:
        """Raises UnreadableList, UnreadableEntry: one line naming the file and what is wrong in it."""
        reference = Reference.load(data_dir)
        InsurerForm(reference.insurer_columns)  # wrong columns show at start, not when a batch is due
        gazetteer = Gazetteer.load(data_dir)
        samples = load_samples(data_dir, gazetteer, reference.facilities)
        return cls(reference, gazetteer, samples, load_entries(data_dir), load_quick_replies(data_dir))
