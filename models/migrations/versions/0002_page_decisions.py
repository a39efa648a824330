"""What people decided about documents: their pages, their order, their type."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_page_decisions"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=1024), nullable=False),
        sa.Column("type", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_document_decision_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_decision")),
    )
    with op.batch_alter_table("document_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_decision_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "decided_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_page", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=1024), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["document_decision.id"],
            name=op.f("fk_decided_page_decision_id_document_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decided_page")),
        sa.UniqueConstraint("decision_id", "position", name=op.f("uq_decided_page_decision_id_position")),
    )
    with op.batch_alter_table("decided_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decided_page_decision_id"), ["decision_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("decided_page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decided_page_decision_id"))

    op.drop_table("decided_page")
    with op.batch_alter_table("document_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_decision_dossier_id"))

    op.drop_table("document_decision")
