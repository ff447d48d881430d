"""A step of several workflows: what came of a question to a phone is told in the trail."""

from datetime import datetime

from directory import journal
from directory.models import AuditCategory, AuditOutcome
from oidc.models import LoginRequest


def write_login_line(
    action: str,
    login: LoginRequest,
    *,
    practitioner_id: int | None,
    now: datetime,
    outcome: AuditOutcome = AuditOutcome.DONE,
) -> None:
    """Tell it of the person whose card answered, and of who asked. Needs `login.relying_party.client`."""
    journal.record(
        action=action,
        practitioner_id=practitioner_id,
        subject=login,
        now=now,
        outcome=outcome,
        category=AuditCategory.SIGN_IN,
        client_id=login.asker.public_id,
    )
