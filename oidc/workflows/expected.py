"""A step of several workflows: whom a service expects, by an id_token of before or by the claim `sub`."""

from django.conf import settings

from directory.models import Practitioner
from oidc.errors import OAuthError
from oidc.models import ProviderSession, RelyingParty
from oidc.protocol.authentication import SessionFacts
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.protocol.id_token import make_pairwise_subject, make_subject

SOMEBODY_ELSE = OAuthError("login_required", "somebody else signed in than the one who was asked for")


def subject_of(person: Practitioner, relying_party: RelyingParty) -> str:
    """Return the `sub` of a person, as this service knows them. relying_party: with its client."""
    if relying_party.is_pairwise:
        return make_pairwise_subject(key=settings.PAIRWISE_KEY, sector=relying_party.sector, person=person.pk)
    return make_subject(namespace=settings.SUBJECT_NAMESPACE, national_id=person.national_id)


def told_number_of(person: Practitioner, relying_party: RelyingParty) -> str:
    """Return the national number of a person, empty where the service is not to know them elsewhere."""
    return "" if relying_party.is_pairwise else person.national_id


def facts_of(session: ProviderSession, relying_party: RelyingParty) -> SessionFacts:
    """Return what a request of this service is judged by, of a session with its `practitioner`."""
    person = session.practitioner
    return SessionFacts(
        auth_time=session.auth_time,
        acr=session.acr,
        subject=subject_of(person, relying_party),
        national_id=person.national_id,
    )


def is_expected(asked: AuthorizationRequest, person: Practitioner, relying_party: RelyingParty | None) -> bool:
    """Tell whether this person may answer the request (OpenID Connect Core §3.1.2.2). None: no service asks."""
    if not asked.expected_subject or relying_party is None:
        return not asked.expected_subject
    return asked.expected_subject == subject_of(person, relying_party)
