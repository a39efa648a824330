"""The first tables: dossiers and files, page readings, settlements with documents and fields, runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=1024), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("name", name=op.f("uq_dossier_name")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=1024), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "page_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_page", sa.Integer(), nullable=False),
        sa.Column("recipe", sa.String(length=1024), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_page_reading_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_reading")),
        sa.UniqueConstraint(
            "sha256",
            "source_page",
            "recipe",
            "shape",
            "state",
            name=op.f("uq_page_reading_sha256_source_page_recipe_shape_state"),
        ),
    )
    with op.batch_alter_table("page_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_reading_run_id"), ["run_id"], unique=False)

    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=1024), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_quarantine_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_quarantine_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint(
            "dossier_id",
            "source",
            "reason",
            "sha256",
            name=op.f("uq_quarantine_dossier_id_source_reason_sha256"),
        ),
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quarantine_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quarantine_run_id"), ["run_id"], unique=False)

    op.create_table(
        "scan_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=1024), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_scan_file_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_scan_file_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_file")),
        sa.UniqueConstraint(
            "dossier_id", "source", "sha256", name=op.f("uq_scan_file_dossier_id_source_sha256")
        ),
    )
    with op.batch_alter_table("scan_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_file_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_file_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inputs", sa.String(length=64), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_settlement_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_settlement_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
    )
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_settlement_inputs"), ["inputs"], unique=False)
        batch_op.create_index(batch_op.f("ix_settlement_run_id"), ["run_id"], unique=False)

    op.create_table(
        "document_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.Integer(), nullable=True),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_document_reading_settlement_id_settlement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_reading")),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_document_reading_settlement_id_number")),
    )
    with op.batch_alter_table("document_reading", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_reading_settlement_id"), ["settlement_id"], unique=False
        )

    op.create_table(
        "field_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("bottom", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_field_reading_settlement_id_settlement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_reading")),
        sa.UniqueConstraint("settlement_id", "key", name=op.f("uq_field_reading_settlement_id_key")),
    )
    with op.batch_alter_table("field_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_reading_settlement_id"), ["settlement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_field_reading_status"), ["status"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("field_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_reading_status"))
        batch_op.drop_index(batch_op.f("ix_field_reading_settlement_id"))

    op.drop_table("field_reading")
    with op.batch_alter_table("document_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_reading_settlement_id"))

    op.drop_table("document_reading")
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_run_id"))
        batch_op.drop_index(batch_op.f("ix_settlement_inputs"))
        batch_op.drop_index(batch_op.f("ix_settlement_dossier_id"))

    op.drop_table("settlement")
    with op.batch_alter_table("scan_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_scan_file_run_id"))
        batch_op.drop_index(batch_op.f("ix_scan_file_dossier_id"))

    op.drop_table("scan_file")
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quarantine_run_id"))
        batch_op.drop_index(batch_op.f("ix_quarantine_dossier_id"))

    op.drop_table("quarantine")
    with op.batch_alter_table("page_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_reading_run_id"))

    op.drop_table("page_reading")
    op.drop_table("run")
    op.drop_table("dossier")
