"""Web Push: the key with which push services recognise this deployment, and the services that are called at all."""

from config import env
from config.settings.base import SITE_URL

# The private scalar of a P-256 key, base64url (RFC 8292); empty: no push, phones wait or ask
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY", "")
# Whom a push service writes to when something is wrong: mailto: or https:
VAPID_SUBJECT = env.text("VAPID_SUBJECT", SITE_URL)
# A subscription is an address that a phone gives us to call: only these hosts, or hosts under those with a dot first
PUSH_HOSTS = env.listing(
    "PUSH_HOSTS",
    ["fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"],
)
