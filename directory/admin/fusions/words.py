"""Words of what passes when two records become one, and of what is compared."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Fusion
from directory.workflows.old_numbers.loading import REASON

_KINDS: Mapping[str, object] = {
    "exercises": gettext_lazy("professions"),
    "roles": gettext_lazy("activities"),
    "expertises": gettext_lazy("expertises"),
    "diplomas": gettext_lazy("diplomas"),
    "authorizations": gettext_lazy("authorizations to practise"),
    "mailboxes": gettext_lazy("secure mailboxes"),
    "smart_cards": gettext_lazy("smart cards"),
    "former_identifiers": gettext_lazy("other numbers"),
    "enrolments": gettext_lazy("registrations"),
    "requests": gettext_lazy("requests to be registered"),
    "contacts": gettext_lazy("contacts"),
    "identity": gettext_lazy("civil identity"),
    "address": gettext_lazy("correspondence address"),
}
TRAITS: Mapping[str, object] = {
    "birth_family_name": gettext_lazy("Birth name"),
    "given_names": gettext_lazy("All given names"),
    "birth_date": gettext_lazy("Date of birth"),
    "sex_code": gettext_lazy("Sex"),
    "birth_place_label": gettext_lazy("Place of birth"),
    "birth_country_code": gettext_lazy("Country of birth"),
}


def told(counts: Mapping[str, int]) -> list[str]:
    """One line a kind: how many, of what."""
    return [f"{count} · {_KINDS.get(kind, kind)}" for kind, count in counts.items()]


def reason_of(fusion: Fusion) -> str:
    """Why, as somebody wrote it; what the official file said has words of ours."""
    return _("official correspondence of numbers") if fusion.reason == REASON else fusion.reason
