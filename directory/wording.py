"""Words of refusals that pages and commands share."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.errors import UnreadableNomenclature

_NOMENCLATURE: Mapping[str, object] = {
    "too_large": gettext_lazy("it is too large: no nomenclature weighs that much."),
    "encoding": gettext_lazy("it is not written in UTF-8."),
    "json": gettext_lazy("it is not JSON."),
    "empty": gettext_lazy("this Bundle holds nothing."),
    "not_fhir": gettext_lazy("it is not a FHIR resource."),
    "value_set": gettext_lazy(
        "it is a value set (JDV), which selects codes and defines none: take the CodeSystem (TRE) file instead."
    ),
    "other_resource": gettext_lazy("it is a %(detail)s resource, and a CodeSystem is needed."),
    "not_complete": gettext_lazy("it does not hold the whole nomenclature (its content is not “complete”)."),
    "no_date": gettext_lazy("it does not say of which day its edition is."),
    "no_name": gettext_lazy("neither its address nor its name is that of an official nomenclature (TRE_…)."),
    "no_code": gettext_lazy("it holds no code."),
    "concept": gettext_lazy("a code is not written as it should be (%(detail)s)."),
    "date": gettext_lazy("a date cannot be read (%(detail)s)."),
    "too_long": gettext_lazy("a text is too long (%(detail)s…)."),
    "characters": gettext_lazy("a text holds characters that cannot be shown (%(detail)s)."),
    "twice": gettext_lazy("the code %(detail)s stands twice in it."),
    "table_twice": gettext_lazy("another file of this delivery is the nomenclature %(detail)s too."),
    "older": gettext_lazy("the directory holds a later edition, or codes as late as %(detail)s."),
}


def nomenclature_words(refusal: UnreadableNomenclature) -> str:
    """One sentence: which file, and what is wrong with it."""
    words = str(_NOMENCLATURE.get(refusal.reason, refusal.reason)) % refusal.params
    return _("%(file)s cannot be loaded: %(why)s") % {"file": refusal.file, "why": words}
