"""The form of a request for production: a client, and why it needs each thing that it reads or calls."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from oidc import policy
from oidc.errors import ServiceRefused
from oidc.protocol.client_metadata import ClientMetadata
from oidc.views.services.client_form import ClientForm
from oidc.views.services.refusals import in_words
from oidc.vocabulary import SCOPE_WORDS, Environment

_REASONED: Final = tuple(scope for scope in policy.SCOPES if scope != "openid")  # which a sign-in is


class ProductionForm(ClientForm):
    """One client in production. start: what the fields say at first. reasons: the same of the texts, by scope and by
    identifier of a resource server.

    Everything that may be asked for has its text at once: which ones are needed is known when the form comes back.
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
        self._texts = {scope: f"reason_{scope}" for scope in _REASONED}
        self._texts |= {one: f"reason_resource_{place}" for place, one in enumerate(self.resources)}
        for what, name in self._texts.items():
            self.fields[name] = forms.CharField(
                label=format_lazy(gettext_lazy("Why you need {what}"), what=self.resources.get(what, what)),
                help_text=SCOPE_WORDS.get(what, what),
                required=False,
                max_length=policy.LONGEST_REASON,
                initial=reasons.get(what, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """Each scope and each resource server that is asked for has its reason."""
        given = super().clean()
        for what in (*given.get("scope", ()), *given.get("allowed_resources", ())):
            name = self._texts.get(what, "")
            if name in given and not given[name]:
                called = self.resources.get(what, what)
                self.add_error(name, in_words(ServiceRefused("reason_is_missing", what=called)))
        return given

    def reasons(self) -> dict[str, str]:
        """What was written, by scope and by identifier."""
        return {what: self.cleaned_data[name] for what, name in self._texts.items()}

    def reason_fields(self) -> Iterable[BoundField]:
        """The texts: of the scopes in their order, then of the resource servers."""
        return [self[name] for name in self._texts.values()]
