"""Which pages of a settlement should be scanned again, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_page_faults"
down_revision = "0004_blind_sample"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_fault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=1024), nullable=False),
        sa.Column("source_page", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("faults", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_page_fault_settlement_id_settlement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_fault")),
        sa.UniqueConstraint("settlement_id", "page", name=op.f("uq_page_fault_settlement_id_page")),
    )
    with op.batch_alter_table("page_fault", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_fault_settlement_id"), ["settlement_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("page_fault", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_fault_settlement_id"))

    op.drop_table("page_fault")
