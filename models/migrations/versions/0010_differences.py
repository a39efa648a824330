"""What was read differently after people, or the machine itself, were done with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_differences"
down_revision = "0009_large_batches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("differs", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("ix_review_task_differs", ["differs", "rank", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.drop_index("ix_review_task_differs")
        batch_op.drop_column("differs")
