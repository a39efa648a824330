"""Names without marks, to find a dossier by without folding every name anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_plain_names"
down_revision = "0006_findings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plain", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.alter_column("plain", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_column("plain")
