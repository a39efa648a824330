"""Which wrong values were known when a settlement was put before people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_findings"
down_revision = "0005_page_faults"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_intake", schema=None) as batch_op:
        batch_op.add_column(sa.Column("findings", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("review_intake", schema=None) as batch_op:
        batch_op.alter_column("findings", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("review_intake", schema=None) as batch_op:
        batch_op.drop_column("findings")
