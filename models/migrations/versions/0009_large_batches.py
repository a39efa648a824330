"""A million fields: dossiers are found and sorted by the database, and counted from indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_large_batches"
down_revision = "0008_table_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("position", sa.LargeBinary(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_dossier_position"), ["position"], unique=False)
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.create_index("ix_review_task_shelf", ["mode", "dossier_id", "rank"], unique=False)
    with op.batch_alter_table("field_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_reading_status"))
        batch_op.create_index("ix_field_reading_status", ["settlement_id", "status"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("field_reading", schema=None) as batch_op:
        batch_op.drop_index("ix_field_reading_status")
        batch_op.create_index(batch_op.f("ix_field_reading_status"), ["status"], unique=False)
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.drop_index("ix_review_task_shelf")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_position"))
        batch_op.drop_column("position")
        batch_op.drop_column("words")
