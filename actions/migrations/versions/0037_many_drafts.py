"""What lists of answers read of each revision without its whole content, and which list a draft came with."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_PIECE = 250
_COLUMNS = (
    ("title", sa.String(60), "As in the content, which is long; NULL: an answer for fewer"),
    ("category", sa.String(40), "The same"),
)
_WORDS = "Title, answer and phrasings, one a line, without signs and spaces: what a search looks through"
_IMPORT = "The list it came with; NULL once somebody has written in it"


def upgrade() -> None:
    op.create_table(
        "faq_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False, comment="How many it wrote"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_faq_imports_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_imports")),
    )
    # Added one by one, and without a foreign key: SQLite would make the table anew and lose its triggers.
    for name, kind, comment in _COLUMNS:
        op.add_column("faq_revisions", sa.Column(name, kind, nullable=True, comment=comment))
    op.add_column("faq_revisions", sa.Column("words", sa.Text(), nullable=False, server_default="", comment=_WORDS))
    op.add_column("faq_revisions", sa.Column("import_id", sa.Integer(), nullable=True, comment=_IMPORT))
    op.create_index("ix_faq_revisions_import_id", "faq_revisions", ["import_id"])
    _fill()


def _fill() -> None:
    bind = op.get_bind()
    table = sa.table(
        "faq_revisions",
        sa.column("id", sa.Integer),
        sa.column("content", sa.JSON),
        *(sa.column(name, kind) for name, kind, _ in _COLUMNS),
        sa.column("words", sa.Text),
    )
    query = sa.select(table.c.id, table.c.content).order_by(table.c.id).limit(_PIECE)
    change = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("of"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("title", "category", "words")})
    )
    last = 0
    while piece := bind.execute(query.where(table.c.id > last)).all():
        bind.execute(change, [_said(id_, content) for id_, content in piece])
        last = piece[-1].id


def _said(id_: int, content: dict[str, Any] | str) -> dict[str, Any]:
    says: dict[str, Any] = json.loads(content) if isinstance(content, str) else content
    texts = (says.get("title", ""), says["answer"], *says.get("phrasings", ()))
    words = "\n".join(map(_bare, texts))
    return {"of": id_, "new_title": says.get("title"), "new_category": says.get("category"), "new_words": words}


def _bare(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] in "LN")


def downgrade() -> None:
    op.drop_index("ix_faq_revisions_import_id", "faq_revisions")
    for name in ("import_id", "words", "category", "title"):
        op.drop_column("faq_revisions", name)
    op.drop_table("faq_imports")
