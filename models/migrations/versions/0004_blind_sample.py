"""Which tasks are of the blind sample: values the machine had accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_blind_sample"
down_revision = "0003_review"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sampled", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.alter_column("sampled", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.drop_column("sampled")
