"""Rows of tables are put before people: the cells of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_table_rows"
down_revision = "0007_plain_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default stays: SQLite would write a large table anew to be rid of it.
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cells", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.drop_column("cells")
