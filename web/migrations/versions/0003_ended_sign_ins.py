"""Sign-ins that were ended: their cookies are good for nothing any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of ended sign-ins."""
    op.create_table(
        "ended_sign_ins",
        sa.Column("sign_in", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sign_in", name=op.f("pk_ended_sign_ins")),
    )
    op.create_index(op.f("ix_ended_sign_ins_until"), "ended_sign_ins", ["until"], unique=False)


def downgrade() -> None:
    """Remove the table."""
    op.drop_index(op.f("ix_ended_sign_ins_until"), table_name="ended_sign_ins")
    op.drop_table("ended_sign_ins")
