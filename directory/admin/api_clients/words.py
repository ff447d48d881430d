"""The words of refusals about applications and keys."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from directory.admin.refusals import words_of_refusal
from directory.errors import DomainError

_WORDS: Mapping[str, object] = {
    "name": gettext_lazy("Give the application a name, of at most 120 characters."),
    "email": gettext_lazy("This is not an e-mail address."),
    "taken": gettext_lazy("An application of this name exists already: open its page to give it a key."),
    "too_many_keys": gettext_lazy("This application has too many keys: revoke one that it no longer uses."),
}


def refusal_words(refusal: DomainError) -> str:
    """One sentence: what happened, and what to do."""
    return str(_WORDS.get(str(refusal.params.get("reason", ""))) or words_of_refusal(refusal))
