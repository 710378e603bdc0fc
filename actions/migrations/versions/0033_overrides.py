"""What an operator answered otherwise than was suggested is a question, too."""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    with op.batch_alter_table("questions") as table:
        table.drop_constraint(op.f("ck_questions_reason"), type_="check")
        table.create_check_constraint(
            op.f("ck_questions_reason"), "reason IN ('fallback', 'none_fit', 'unhelpful', 'override')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM questions WHERE reason = 'override'")
    with op.batch_alter_table("questions") as table:
        table.drop_constraint(op.f("ck_questions_reason"), type_="check")
        table.create_check_constraint(op.f("ck_questions_reason"), "reason IN ('fallback', 'none_fit', 'unhelpful')")
