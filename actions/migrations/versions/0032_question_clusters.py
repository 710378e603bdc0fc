"""Clusters of workers' questions nobody answered, and where each question lies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "question_clusters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column(
            "is_settled",
            sa.Boolean(),
            nullable=False,
            comment="A colleague dealt with it: no sorting takes it apart any more",
        ),
        sa.Column("assignee_id", sa.Integer(), nullable=True, comment="Who sees to it"),
        sa.Column("topic", sa.String(60), nullable=True),
        sa.Column(
            "number", sa.Integer(), nullable=True, comment="Of the revision; a later one that is out counts as well"
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why nobody is to answer it"),
        sa.Column("changed_by_id", sa.Integer(), nullable=True, comment="Who acted on it last"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'drafting', 'answered', 'dismissed')", name=op.f("ck_question_clusters_state")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name="fk_question_clusters_assignee_id"),
        sa.ForeignKeyConstraint(["changed_by_id"], ["staff.id"], name="fk_question_clusters_changed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question_clusters"),
    )
    op.create_index("ix_question_clusters_state", "question_clusters", ["state"])
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("cluster_id", sa.Integer(), nullable=True, comment="NULL until it is sorted"))
        questions.add_column(
            sa.Column("place", sa.Integer(), nullable=True, comment="In its cluster: 0 is the most typical")
        )
        questions.create_foreign_key("fk_questions_cluster_id", "question_clusters", ["cluster_id"], ["id"])
    op.create_index("ix_questions_cluster_id", "questions", ["cluster_id"])


def downgrade() -> None:
    op.drop_index("ix_questions_cluster_id", "questions")
    with op.batch_alter_table("questions") as questions:
        questions.drop_constraint("fk_questions_cluster_id", type_="foreignkey")
        questions.drop_column("place")
        questions.drop_column("cluster_id")
    op.drop_table("question_clusters")
