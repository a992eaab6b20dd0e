"""The register of certificates of coverage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of certificates."""
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("search_name", sa.String(length=400), nullable=False),
        sa.Column("birth_date", sa.String(length=10), nullable=False),
        sa.Column("employer_name", sa.String(length=200), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("extends_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first <= last", name=op.f("ck_certificates_days")),
        sa.CheckConstraint(
            "ended_on IS NULL OR (ended_on >= first AND ended_on <= last)", name=op.f("ck_certificates_ended")
        ),
        sa.CheckConstraint("party <> place", name=op.f("ck_certificates_parties")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_certificates_case_id")),
        sa.ForeignKeyConstraint(["created_by"], ["officers.id"], name=op.f("fk_certificates_created_by")),
        sa.ForeignKeyConstraint(["extends_id"], ["certificates.id"], name=op.f("fk_certificates_extends_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_certificates_office_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["officers.id"], name=op.f("fk_certificates_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("extends_id", name=op.f("uq_certificates_extends_id")),
        sa.UniqueConstraint("office_id", "party", "number", name=op.f("uq_certificates_office_id_party_number")),
    )
    op.create_index("ix_certificates_office_id_last", "certificates", ["office_id", "last"], unique=False)
    op.create_index(op.f("ix_certificates_case_id"), "certificates", ["case_id"], unique=False)


def downgrade() -> None:
    """Remove the table: the register is gone."""
    op.drop_index(op.f("ix_certificates_case_id"), table_name="certificates")
    op.drop_index("ix_certificates_office_id_last", table_name="certificates")
    op.drop_table("certificates")
