"""The insurer's form: its columns are data (`data/cover/insurer_form.csv`), in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from actions.cover.model import CoverCandidate
from actions.reference import Reference, UnreadableList
from actions.vault import Vault

Reads = Callable[[CoverCandidate, Vault, Reference], str]

#: What a column may hold; `row` is counted, and text after `=` stands in every row as it is.
_FIELDS: Mapping[str, Reads] = {
    "candidate": lambda one, vault, reference: one.number,
    "name": lambda one, vault, reference: vault.decrypt(one.membership.name_box),
    "id_number": lambda one, vault, reference: vault.decrypt(one.membership.id_number_box),
    "phone": lambda one, vault, reference: vault.decrypt(one.membership.phone_box),
    "trade": lambda one, vault, reference: reference.trades.get(one.membership.trade, one.membership.trade),
    "member": lambda one, vault, reference: one.membership.number,
    "union": lambda one, vault, reference: one.membership.organization.name,
    "region": lambda one, vault, reference: reference.region_name(one.region),
    "year": lambda one, vault, reference: str(one.year),
}
_ROW = "row"


class InsurerForm:
    def __init__(self, columns: Sequence[tuple[str, str]]) -> None:
        """Raises UnreadableList for a field nobody knows, and when candidates could not be told apart."""
        fields = [field for _, field in columns]
        unknown = [field for field in fields if field != _ROW and field not in _FIELDS and field[:1] != "="]
        if unknown or "candidate" not in fields:
            raise UnreadableList(f"cover/insurer_form.csv lacks the field candidate, or has unknown ones: {unknown}")
        self._columns = columns

    def rows(self, shared: Sequence[CoverCandidate], *, vault: Vault, reference: Reference) -> list[list[str]]:
        """Headings, then a row for each."""
        return [
            [heading for heading, _ in self._columns],
            *(
                [_cell(field, count, candidate, vault, reference) for _, field in self._columns]
                for count, candidate in enumerate(shared, start=1)
            ),
        ]


def _cell(field: str, count: int, candidate: CoverCandidate, vault: Vault, reference: Reference) -> str:
    if field == _ROW:
        return str(count)
    return field[1:] if field.startswith("=") else _FIELDS[field](candidate, vault, reference)
