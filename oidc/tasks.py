"""What happens by the clock at the provider."""

from celery import shared_task
from django.utils import timezone

from oidc.policy import EXPIRY_BATCH
from oidc.workflows import expiry


@shared_task(name="oidc.expire")
def expire(*, limit: int = EXPIRY_BATCH) -> int:
    """Close what is over, remove what serves nobody."""
    return expiry.expire(limit=limit, now=timezone.now())
