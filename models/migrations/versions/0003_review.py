"""Review: people, tasks with their leases, the history of every act, and the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_review"
down_revision = "0002_page_decisions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=1024), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=1024), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.String(length=1024), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
    )
    op.create_table(
        "review_intake",
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_review_intake_settlement_id_settlement")
        ),
        sa.PrimaryKeyConstraint("settlement_id", name=op.f("pk_review_intake")),
    )
    op.create_table(
        "review_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=64), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.String(length=64), nullable=False),
        sa.Column("first_person", sa.Integer(), nullable=False),
        sa.Column("second_person", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_page", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("bottom", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_review_task_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_review_task_settlement_id_settlement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_task")),
        sa.UniqueConstraint("dossier_id", "key", name=op.f("uq_review_task_dossier_id_key")),
    )
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_task_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index("ix_review_task_holder", ["holder", "leased_until"], unique=False)
        batch_op.create_index(
            "ix_review_task_next", ["mode", "need", "first_person", "rank", "proposal", "id"], unique=False
        )

    op.create_table(
        "field_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("effect", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("group_act", sa.String(length=64), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=False),
        sa.Column("elapsed_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_field_event_person_id_person")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["review_task.id"], name=op.f("fk_field_event_task_id_review_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_event")),
        sa.UniqueConstraint("token", name=op.f("uq_field_event_token")),
    )
    with op.batch_alter_table("field_event", schema=None) as batch_op:
        batch_op.create_index("ix_field_event_person", ["person_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_field_event_task_id"), ["task_id"], unique=False)
    _forbid_changes()


def _forbid_changes() -> None:
    """History is added to and never changed, whoever holds the database's password for a moment."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER field_event_no_{act.lower()} BEFORE {act} ON field_event "
                "BEGIN SELECT RAISE(ABORT, 'field_event is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION hoso_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER field_event_append_only BEFORE UPDATE OR DELETE ON field_event "
        "FOR EACH ROW EXECUTE FUNCTION hoso_append_only()"
    )


def downgrade() -> None:
    with op.batch_alter_table("field_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_event_task_id"))
        batch_op.drop_index("ix_field_event_person")

    op.drop_table("field_event")
    with op.batch_alter_table("review_task", schema=None) as batch_op:
        batch_op.drop_index("ix_review_task_next")
        batch_op.drop_index("ix_review_task_holder")
        batch_op.drop_index(batch_op.f("ix_review_task_dossier_id"))

    op.drop_table("review_task")
    op.drop_table("review_intake")
    op.drop_table("person")
    op.drop_table("audit_event")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION hoso_append_only()")
