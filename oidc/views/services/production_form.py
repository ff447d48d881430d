"""The form of a request for production: a client, and why it needs each thing that it reads."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oidc import policy
from oidc.protocol.client_metadata import ClientMetadata
from oidc.views.services.client_form import SCOPE_WORDS, ClientForm
from oidc.vocabulary import Environment

_REASONED: Final = tuple(scope for scope in policy.SCOPES if scope != "openid")  # which a sign-in is


class ProductionForm(ClientForm):
    """One client in production. start: what the fields say at first. reasons: the same of the texts, by scope.

    Every scope has its text at once: which ones are needed is known when the form comes back.
    """

    environment: ClassVar[str] = Environment.PRODUCTION.value

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        kept: ClientMetadata | None,
        start: Mapping[str, Any],
        reasons: Mapping[str, str],
    ) -> None:
        super().__init__(data, kept=kept, initial=start)
        self.fields["redirect_uris"].help_text = gettext_lazy(
            "One a line, in full: the browser comes back to these and no other. Nothing on your own machine, but for a "
            "program that keeps no secret."
        )
        for scope in _REASONED:
            self.fields[_named(scope)] = forms.CharField(
                label=format_lazy(gettext_lazy("Why you need {scope}"), scope=scope),
                help_text=SCOPE_WORDS[scope],
                required=False,
                max_length=policy.LONGEST_REASON,
                initial=reasons.get(scope, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """Each scope that is asked for has its reason."""
        given = super().clean()
        for scope in given.get("scope", ()):
            name = _named(scope)
            if name in given and not given[name]:
                self.add_error(name, _("Say why you need %(scope)s.") % {"scope": scope})
        return given

    def reasons(self) -> dict[str, str]:
        """What was written, by scope."""
        return {scope: self.cleaned_data[_named(scope)] for scope in _REASONED}

    def reason_fields(self) -> Iterable[BoundField]:
        """The texts, in the order of the scopes."""
        return [self[_named(scope)] for scope in _REASONED]


def _named(scope: str) -> str:
    return f"reason_{scope}"
