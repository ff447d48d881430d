"""What a client of the sandbox would read of a test person: id_token and userinfo, for the scopes that are chosen."""

import json
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory import queries as directory_queries
from directory.models import Practitioner
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import RelyingParty, Service
from oidc.protocol.claims_request import ClaimsRequest, read_claims
from oidc.queries import situations
from oidc.queries.test_inbox import find_test_person
from oidc.views.services.door import Developer, client_of, for_member, show_page
from oidc.views.situation_words import situation_lines
from oidc.vocabulary import SCOPE_WORDS, Environment
from oidc.workflows.previewing import preview
from oidc.workflows.sandbox.catalogue import CATALOGUE

_MEANS: Final = {"ecps": policy.VIRTUAL_CARD, "carte": policy.SMART_CARD}
_NONCE: Final = "nonce-of-your-request"
_INDENT: Final = 2


class PreviewForm(forms.Form):
    """Of whom, and what the request would ask. registered: the scopes of the client."""

    personne = forms.CharField(
        label=_("Test person (national number)"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off", "class": "mono"}),
    )
    scope = forms.MultipleChoiceField(label=_("Scopes"), required=False, widget=forms.CheckboxSelectMultiple)
    claims = forms.CharField(
        label=_("Parameter claims (JSON), if you send one"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off", "class": "mono"}),
    )
    moyen = forms.ChoiceField(
        label=_("Means of the sign-in"), choices=[("ecps", _("e-CPS")), ("carte", _("Physical card"))], initial="ecps"
    )

    def __init__(self, registered: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scope"]
        field.choices = [(one, one) for one in registered]  # type: ignore[attr-defined]
        field.initial = registered

    def clean_personne(self) -> Practitioner:
        """A test person, and nobody else."""
        person = find_test_person(self.cleaned_data["personne"].replace(" ", ""))
        if person is None:
            raise forms.ValidationError(_("No test person has this number."))
        return person

    def clean_claims(self) -> ClaimsRequest:
        """As the authorization endpoint reads it."""
        try:
            return read_claims(self.cleaned_data["claims"])
        except OAuthError as error:
            raise forms.ValidationError(error.description) from None


@require_safe
@for_member
def show_preview(request: HttpRequest, developer: Developer, service: Service, relying_party_id: int) -> HttpResponse:
    """GET ?personne=&scope=&claims=&moyen=&situation=: both answers, as the doors would give them now; nothing is kept.

    situation: of a client that asks for one; the person's first where none of theirs is named.
    """
    relying_party = client_of(service, relying_party_id)
    is_open = relying_party.environment == Environment.SANDBOX and relying_party.is_active
    registered = list(relying_party.client.scope)
    form = PreviewForm(registered, _asked(request, registered) if "personne" in request.GET else None)
    context: dict[str, Any] = {
        "client": relying_party,
        "form": form,
        "scopes": [(box, SCOPE_WORDS.get(box.data["value"], "")) for box in form["scope"]],
        "people": CATALOGUE,
        "is_open": is_open,
        "told": None,
        "situations": [],
    }
    if is_open and form.is_bound and form.is_valid():
        wanted = request.GET.get("situation", "")
        context |= _tell(relying_party, form.cleaned_data, wanted, developer)
    status = 422 if form.errors else 200
    return show_page(request, developer, "oidc/services/preview.html", context, service=service, status=status)


def _asked(request: HttpRequest, registered: list[str]) -> dict[str, Any]:
    """Of an address that names the person alone: every scope that the client registered, and an e-CPS."""
    get = request.GET
    return {
        "personne": get.get("personne", ""),
        "scope": get.getlist("scope") if "moyen" in get else registered,
        "claims": get.get("claims", ""),
        "moyen": get.get("moyen", "ecps"),
    }


def _tell(relying_party: RelyingParty, asked: dict[str, Any], wanted: str, developer: Developer) -> dict[str, Any]:
    person: Practitioner = asked["personne"]
    own = situations.list_open(person.pk, now=developer.now) if relying_party.ask_situation else []
    chosen = next((one.pk for one in own if str(one.pk) == wanted), own[0].pk if own else None)
    told = preview(
        relying_party=relying_party,
        person=person,
        scopes=("openid", *(one for one in asked["scope"] if one != "openid")),
        claims=asked["claims"],
        means=_MEANS[asked["moyen"]],
        nonce=_NONCE,
        situation=chosen,
        now=developer.now,
    )
    return {
        "told": {"id_token": _pretty(told.id_token), "userinfo": _pretty(told.userinfo)},
        "person": person,
        "situations": situation_lines(own, chosen),
        "has_right": directory_queries.is_eligible(person.pk, developer.now),
    }


def _pretty(claims: dict[str, Any]) -> str:
    return json.dumps(claims, indent=_INDENT, ensure_ascii=False, default=str)
