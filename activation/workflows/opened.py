"""What opening and sending again answer, to anybody and about anybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Opened:
    """One activation under way. resend_after: seconds. Nothing here says whether anything was sent."""

    activation: UUID
    birth_date_wanted: bool
    resend_after: int
    expires_at: datetime
