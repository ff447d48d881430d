"""The form of a client: RFC 7591, in words; one address a line."""

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from oidc import policy
from oidc.errors import RegistrationRefused
from oidc.protocol.client_metadata import ClientMetadata
from oidc.protocol.redirect_uris import check_notifiable, check_registrable
from oidc.queries.resources import resources_to_name
from oidc.views.services.proof_fields import METHODS, ProofFields, kept_proofs
from oidc.views.services.refusals import registration_in_words
from oidc.vocabulary import (
    SCOPE_WORDS,
    ClientAuthMethod,
    DeliveryMode,
    Environment,
    GrantType,
    PageKind,
    SigningAlgorithm,
    SubjectType,
)

_LINES: Final = {"rows": 3, "spellcheck": "false", "autocapitalize": "off", "class": "mono"}
_MOST_ADDRESSES: Final = 20
# Of a registration, what an operator alone changes: the form shows none of it
_KEPT: Final = (
    "backchannel_free_binding_message",
    "backchannel_poll_interval",
    "backchannel_unknown_user_told",
)


class Addresses(forms.CharField):
    """Addresses, one a line; the value is a tuple."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs=_LINES), max_length=40_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """One a line."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        """The addresses that were typed, each once."""
        lines = tuple(dict.fromkeys(line.strip() for line in str(super().clean(value)).splitlines() if line.strip()))
        if len(lines) > _MOST_ADDRESSES:
            raise forms.ValidationError(_("%(most)s addresses at most."), params={"most": _MOST_ADDRESSES})
        return lines


class ClientForm(ProofFields):
    """One client. kept: the present registration, whose other members stay as they are. environment: whose rules are
    asked, and whose resource servers may be named.
    """

    environment: ClassVar[str] = Environment.SANDBOX.value

    client_name = forms.CharField(
        label=_("Name that people read when they sign in"),
        max_length=100,
    )
    token_endpoint_auth_method = forms.ChoiceField(
        label=_("What signs people in"), choices=METHODS, widget=forms.RadioSelect, initial=ClientAuthMethod.BASIC
    )
    redirect_uris = Addresses(
        label=_("Return addresses"),
        help_text=_(
            "One a line, in full: the browser comes back to these and no other. http:// on localhost or 127.0.0.1 is "
            "for development."
        ),
    )
    post_logout_redirect_uris = Addresses(
        label=_("Return addresses after a sign-out"), required=False, help_text=_("One a line, in full.")
    )
    backchannel_logout_uri = forms.CharField(
        label=_("Address told of sign-outs"),
        required=False,
        max_length=2000,
        help_text=_("Your server receives there a logout token when a session ends (back-channel logout)."),
    )
    scope = forms.MultipleChoiceField(
        label=_("What it reads"),
        choices=[(scope, scope) for scope in policy.SCOPES],
        widget=forms.CheckboxSelectMultiple,
        initial=["openid", "scope_all"],
    )
    allowed_resources = forms.MultipleChoiceField(
        label=_("Resource servers that it calls"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "It asks for a token of one of them by its identifier (resource), and can call it in no other way."
        ),
    )
    renews = forms.BooleanField(label=_("It renews its tokens (refresh_token)"), required=False)
    acts = forms.BooleanField(label=_("It has tokens of its own (client_credentials)"), required=False)
    asks = forms.BooleanField(label=_("It signs people in where there is no browser (CIBA)"), required=False)
    backchannel_client_notification_endpoint = forms.CharField(
        label=_("Address told of their answers"),
        required=False,
        max_length=2000,
        help_text=_("Leave it empty if your server polls; else it is told there that it may come (ping)."),
    )
    backchannel_user_code_parameter = forms.BooleanField(
        label=_("It asks people for their code there, those who have one (user_code)"), required=False
    )
    sign_in_page = forms.ChoiceField(label=_("What people read before they enter"), choices=PageKind.choices)
    ask_situation = forms.BooleanField(
        label=_("People with several situations choose one, and it reads this one alone"), required=False
    )
    shared_workstation = forms.BooleanField(
        label=_("Its screens are shared workstations: people scan a code, and no browser keeps a session"),
        required=False,
    )
    require_pkce = forms.BooleanField(
        label=_("PKCE is demanded"),
        required=False,
        initial=True,
        help_text=_("Leave it on unless your client cannot: some older libraries."),
    )
    id_token_signed_response_alg = forms.ChoiceField(
        label=_("Signature of the id_token"), choices=SigningAlgorithm.choices
    )
    userinfo_signed_response_alg = forms.ChoiceField(
        label=_("Signature of userinfo"), required=False, choices=[("", _("none: JSON")), *SigningAlgorithm.choices]
    )
    subject_type = forms.ChoiceField(label=_("Subjects"), choices=SubjectType.choices)
    sector_identifier_uri = forms.CharField(label=_("Address of the sector"), required=False, max_length=2000)

    def __init__(self, *args: Any, kept: ClientMetadata | None = None, **kwargs: Any) -> None:
        self.kept = kept
        if kept is not None:
            kwargs.setdefault("initial", self.said(kept))
        super().__init__(*args, **kwargs)
        named = kept.allowed_resources if kept is not None else ()
        self.resources = resources_to_name(self.environment, named=named)
        self.fields["allowed_resources"].choices = [*self.resources.items()]  # type: ignore[attr-defined]

    def clean_redirect_uris(self) -> tuple[str, ...]:
        """Each can be registered."""
        return self._each_registrable("redirect_uris")

    def clean_post_logout_redirect_uris(self) -> tuple[str, ...]:
        """Each can be registered."""
        return self._each_registrable("post_logout_redirect_uris")

    def clean_backchannel_logout_uri(self) -> str:
        """It can be called."""
        uri = str(self.cleaned_data["backchannel_logout_uri"]).strip()
        if uri:
            _as_error(lambda: check_notifiable(uri))
        return uri

    def clean_backchannel_client_notification_endpoint(self) -> str:
        """It can be called."""
        uri = str(self.cleaned_data["backchannel_client_notification_endpoint"]).strip()
        if uri:
            _as_error(lambda: check_notifiable(uri))
        return uri

    def clean(self) -> dict[str, Any]:
        """The whole can be registered."""
        given = super().clean() or {}
        if not self.errors:
            try:
                self.metadata(self.environment).check()
            except RegistrationRefused as refusal:
                self.add_error(None, registration_in_words(refusal))
        return given

    def metadata(self, environment: str) -> ClientMetadata:
        """What was asked for."""
        given = {name: self.cleaned_data[name] for name in ClientForm.base_fields}
        grants = [GrantType.AUTHORIZATION_CODE.value]
        grants += [GrantType.REFRESH_TOKEN.value] if given.pop("renews") else []
        grants += [GrantType.CLIENT_CREDENTIALS.value] if given.pop("acts") else []
        lists = {name: tuple(given[name]) for name in ("scope", "allowed_resources")}
        if given.pop("asks"):
            grants.append(GrantType.CIBA.value)
            is_ping = bool(given["backchannel_client_notification_endpoint"])
            given["backchannel_token_delivery_mode"] = DeliveryMode.PING.value if is_ping else DeliveryMode.POLL.value
        asked = {**given, **lists, "grant_types": tuple(grants), "environment": environment}
        if self.kept is not None:
            kept = _KEPT if GrantType.CIBA not in grants else (*_KEPT, "backchannel_authentication_request_signing_alg")
            asked |= {name: getattr(self.kept, name) for name in kept} | kept_proofs(self.kept, given)
            asked["backchannel_logout_session_required"] = self.kept.backchannel_logout_session_required and bool(
                given["backchannel_logout_uri"]
            )
        return ClientMetadata(**asked)

    def scope_lines(self) -> list[tuple[Any, Any]]:
        """Each box with what it opens."""
        return [(box, SCOPE_WORDS[box.data["value"]]) for box in self["scope"]]

    @staticmethod
    def said(kept: ClientMetadata) -> dict[str, Any]:
        """A registration as the form shows it."""
        return {name: getattr(kept, name) for name in ClientForm.base_fields if hasattr(kept, name)} | {
            "scope": list(kept.scope),
            "allowed_resources": list(kept.allowed_resources),
            "renews": GrantType.REFRESH_TOKEN in kept.grant_types,
            "asks": GrantType.CIBA in kept.grant_types,
            "acts": GrantType.CLIENT_CREDENTIALS in kept.grant_types,
        }

    def _each_registrable(self, name: str) -> tuple[str, ...]:
        uris: tuple[str, ...] = self.cleaned_data[name]
        native = self.data.get("token_endpoint_auth_method") == ClientAuthMethod.NONE
        for uri in uris:
            _as_error(lambda uri=uri: check_registrable(uri, native=native), uri)
        return uris


def _as_error(check: Any, uri: str = "") -> None:
    try:
        check()
    except RegistrationRefused as refusal:
        words = registration_in_words(refusal)
        raise forms.ValidationError(f"{uri} : {words}" if uri else words) from None
