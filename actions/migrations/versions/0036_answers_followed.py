"""A question remembers the revision it was written into as a phrasing, so that it is answered by nothing else."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_COMMENTS: dict[str, tuple[sa.types.TypeEngine[Any], str, str]] = {
    "number": (sa.Integer(), "Of the revision; a later one that is out counts as well", "Of the revision"),
    "reason": (
        sa.Text(),
        "Why nobody is to answer it",
        "Why nobody is to answer it, or why what was written for it is no answer",
    ),
}


def upgrade() -> None:
    op.add_column(
        "questions",
        sa.Column(
            "written_into",
            sa.String(80),
            nullable=True,
            comment="The revision in which it was made a phrasing, by name",
        ),
    )
    for name, (kind, former, new) in _COMMENTS.items():
        _comment(name, kind, former, new)


def downgrade() -> None:
    for name, (kind, former, new) in _COMMENTS.items():
        _comment(name, kind, new, former)
    with op.batch_alter_table("questions") as questions:
        questions.drop_column("written_into")


def _comment(name: str, kind: sa.types.TypeEngine[Any], former: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column("question_clusters", name, existing_type=kind, comment=new, existing_comment=former)
