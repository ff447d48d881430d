"""The worker and the whole timetable."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"

app = Celery("ecps")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# One table: what happens by the clock, and how often (seconds).
app.conf.beat_schedule = {
    "deliver-messages": {"task": "directory.deliver_messages", "schedule": 5.0, "options": {"expires": 5}},
    "heartbeat": {"task": "directory.beat", "schedule": 10.0, "options": {"expires": 10}},
    "advance-loads": {"task": "directory.advance_loads", "schedule": 10.0, "options": {"expires": 10}},
    "advance-staff-imports": {"task": "directory.advance_staff_imports", "schedule": 5.0, "options": {"expires": 5}},
    "empty-staff-imports": {"task": "directory.empty_staff_imports", "schedule": 3600.0, "options": {"expires": 3600}},
    "advance-exports": {"task": "directory.advance_exports", "schedule": 5.0, "options": {"expires": 5}},
    "erase-exports": {"task": "directory.erase_exports", "schedule": 600.0, "options": {"expires": 600}},
    "publish-open-data": {"task": "directory.publish_open_data", "schedule": 60.0, "options": {"expires": 60}},
    "expire-messages": {"task": "directory.expire_messages", "schedule": 60.0, "options": {"expires": 60}},
    "expire-invitations": {"task": "directory.expire_invitations", "schedule": 600.0, "options": {"expires": 600}},
    "remind-mandates": {"task": "directory.remind_mandates", "schedule": 3600.0, "options": {"expires": 3600}},
    "expire-contact-proposals": {
        "task": "directory.expire_contact_proposals",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "purge-holder-sessions": {
        "task": "directory.purge_holder_sessions",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "refresh-entries": {"task": "directory.refresh_entries", "schedule": 300.0, "options": {"expires": 300}},
    "recount-name-words": {"task": "directory.recount_name_words", "schedule": 86400.0, "options": {"expires": 3600}},
    "seal-audit": {"task": "directory.seal_audit", "schedule": 5.0, "options": {"expires": 5}},
    "close-audit-windows": {"task": "directory.close_audit_windows", "schedule": 60.0, "options": {"expires": 60}},
    "purge-audit": {"task": "directory.purge_audit", "schedule": 3600.0, "options": {"expires": 3600}},
    "expire-requests": {"task": "directory.expire_requests", "schedule": 300.0, "options": {"expires": 300}},
    "tell-alarms": {"task": "directory.tell_alarms", "schedule": 300.0, "options": {"expires": 300}},
    "keep-figures": {"task": "directory.keep_figures", "schedule": 3600.0, "options": {"expires": 3600}},
    "invite-enrolled": {"task": "activation.invite_enrolled", "schedule": 5.0, "options": {"expires": 5}},
    "remind-invited": {"task": "activation.remind_invited", "schedule": 600.0, "options": {"expires": 600}},
    "advance-campaigns": {"task": "activation.advance_campaigns", "schedule": 5.0, "options": {"expires": 5}},
    "expire-activations": {"task": "activation.expire_requests", "schedule": 60.0, "options": {"expires": 60}},
    "expire-cards": {"task": "activation.expire_cards", "schedule": 60.0, "options": {"expires": 60}},
    "look-at-rights": {"task": "activation.look_at_rights", "schedule": 10.0, "options": {"expires": 10}},
    "keep-activation-figures": {"task": "activation.keep_figures", "schedule": 3600.0, "options": {"expires": 3600}},
    "keep-provider-figures": {"task": "oidc.keep_figures", "schedule": 3600.0, "options": {"expires": 3600}},
    "wake-phones": {"task": "oidc.wake_phones", "schedule": 2.0, "options": {"expires": 2}},
    "rotate-signing-keys": {"task": "oidc.rotate_signing_keys", "schedule": 600.0, "options": {"expires": 600}},
    "end-sessions": {"task": "oidc.end_sessions_without_right", "schedule": 20.0, "options": {"expires": 20}},
    "tell-sign-outs": {"task": "oidc.tell_sign_outs", "schedule": 2.0, "options": {"expires": 2}},
    "tell-answers": {"task": "oidc.tell_answers", "schedule": 1.0, "options": {"expires": 1}},
    "read-client-keys": {"task": "oidc.read_client_keys", "schedule": 60.0, "options": {"expires": 60}},
    "expire-sign-ins": {"task": "oidc.expire", "schedule": 60.0, "options": {"expires": 60}},
}
