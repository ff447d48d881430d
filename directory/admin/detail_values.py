"""What the codes in the details of the audit trail mean, by name of detail."""

from typing import Any

from django.utils.translation import gettext_lazy

from directory.models import (
    AuditCategory,
    ContactKind,
    CorrectionPart,
    ExportForm,
    ExportKind,
    MandateRole,
    SeenDocument,
)
from directory.vocabulary.departments import all_departments

VALUES: dict[str, dict[str, Any]] = {
    "chart": {
        "people": gettext_lazy("People"),
        "registered": gettext_lazy("Registrations"),
        "months": gettext_lazy("Months"),
        "steps": gettext_lazy("Steps of activations"),
        "failures": gettext_lazy("Failures of activations"),
    },
    "columns": {
        "role_code": gettext_lazy("role"),
        "activity_kind_code": gettext_lazy("kind of activity"),
        "sector_code": gettext_lazy("sector"),
        "valid_from": gettext_lazy("start"),
    },
    "department": {code: row.name for code, row in all_departments().items()},
    "document": dict(SeenDocument.choices),
    "filters": {
        "q": gettext_lazy("name or number"),
        "profession": gettext_lazy("profession or role"),
        "department": gettext_lazy("department"),
        "structure": gettext_lazy("structure"),
        "contacts": gettext_lazy("contacts"),
        "kind": gettext_lazy("kind"),
        "kind__exact": gettext_lazy("kind"),
        "person": gettext_lazy("person"),
        "account": gettext_lazy("account"),
        "actor": gettext_lazy("account"),
        "action": gettext_lazy("action"),
        "outcome": gettext_lazy("outcome"),
        "authority": gettext_lazy("authority"),
        "since": gettext_lazy("since"),
        "until": gettext_lazy("until"),
        "after": gettext_lazy("page of the list"),
    },
    "form": dict(ExportForm.choices),
    "kind": {**dict(ContactKind.choices), **dict(ExportKind.choices), **dict(AuditCategory.choices)},
    "kinds": dict(ContactKind.choices),
    "means": {
        "password": gettext_lazy("password"),
        "totp": gettext_lazy("authenticator code"),
        "webauthn": gettext_lazy("passkey"),
        "recovery_codes": gettext_lazy("recovery code"),
        "mfa": gettext_lazy("second factor"),
        "socialaccount": gettext_lazy("e-CPS"),
    },
    "part": dict(CorrectionPart.choices),
    "role": dict(MandateRole.choices),
}
