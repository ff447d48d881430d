"""What happens by the clock at the provider."""

from celery import shared_task
from django.utils import timezone

from directory.channels import push
from oidc.policy import EXPIRY_BATCH, FIGURE_DAYS, KEYS_BATCH, LOGOUT_BATCH, PING_BATCH, STANDING_BATCH, WAKE_BATCH
from oidc.workflows import (
    expiry,
    figures,
    key_rotation,
    lost_rights,
    reading_keys,
    telling_answers,
    telling_sign_outs,
    troubles,
    waking,
)


@shared_task(name="oidc.expire")
def expire(*, limit: int = EXPIRY_BATCH) -> int:
    """Close what is over, remove what serves nobody."""
    now = timezone.now()
    return expiry.expire(limit=limit, now=now) + troubles.prune_troubles(limit=limit, now=now)


@shared_task(name="oidc.rotate_signing_keys")
def rotate_signing_keys() -> int:
    """The next key takes over from an old one, and former ones end."""
    done = key_rotation.rotate(now=timezone.now())
    return done.activated + done.made + done.ended


@shared_task(name="oidc.wake_phones")
def wake_phones(*, limit: int = WAKE_BATCH) -> int:
    """Push services wake the phones of whom something is asked; without a key for them nothing is looked for."""
    return waking.wake_phones(limit=limit, now=timezone.now()) if push.is_configured() else 0


@shared_task(name="oidc.end_sessions_without_right")
def end_sessions_without_right(*, limit: int = STANDING_BATCH) -> int:
    """Sessions whose card or right ended end themselves."""
    return lost_rights.end_sessions_without_right(limit=limit, now=timezone.now())


@shared_task(name="oidc.tell_sign_outs")
def tell_sign_outs(*, limit: int = LOGOUT_BATCH) -> int:
    """Services are told of the sessions that ended."""
    return telling_sign_outs.tell_sign_outs(limit=limit, now=timezone.now())


@shared_task(name="oidc.tell_answers")
def tell_answers(*, limit: int = PING_BATCH) -> int:
    """Services that asked without a browser are told of answers."""
    return telling_answers.tell_answers(limit=limit, now=timezone.now())


@shared_task(name="oidc.read_client_keys")
def read_client_keys(*, limit: int = KEYS_BATCH) -> int:
    """The keys that clients publish are read before they are needed."""
    return reading_keys.read_client_keys(limit=limit, now=timezone.now())


@shared_task(name="oidc.keep_figures")
def keep_figures(*, limit: int = FIGURE_DAYS) -> int:
    """Count sign-ins, services and e-CPS for the pages that tell of them."""
    return figures.keep_figures(limit=limit, now=timezone.now())
