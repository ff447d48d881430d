"""A step of several workflows: whom a service expects, by an id_token of before or by the claim `sub`."""

from django.conf import settings

from directory import queries as directory_queries
from directory.models import Practitioner
from oidc.errors import OAuthError
from oidc.models import ProviderSession, RelyingParty
from oidc.protocol.authentication import SessionFacts
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.protocol.id_token import make_pairwise_subject, make_subject, read_subject
from oidc.protocol.login_hint import hinted_national_id

SOMEBODY_ELSE = OAuthError("login_required", "somebody else signed in than the one who was asked for")


def subject_of(person: Practitioner, relying_party: RelyingParty) -> str:
    """Return the `sub` of a person, as this service knows them. relying_party: with its client."""
    if relying_party.is_pairwise:
        return make_pairwise_subject(key=settings.PAIRWISE_KEY, sector=relying_party.sector, person=person.pk)
    return make_subject(namespace=settings.SUBJECT_NAMESPACE, national_id=person.national_id)


def told_number_of(person: Practitioner, relying_party: RelyingParty) -> str:
    """Return the national number of a person, empty where the service is not to know them elsewhere."""
    return "" if relying_party.is_pairwise else person.national_id


def facts_of(session: ProviderSession, relying_party: RelyingParty, asked: AuthorizationRequest) -> SessionFacts:
    """Return what a request of this service is judged by, of a session with its `practitioner`.

    Who the request names by a number that they no longer carry, or by that of a record found to be theirs, is the same
    person: the facts then name them as the request does. Such names are looked for only where the present ones differ.
    """
    person = session.practitioner
    hinted = hinted_national_id(asked.login_hint)
    return SessionFacts(
        auth_time=session.auth_time,
        acr=session.acr,
        subject=asked.expected_subject
        if is_expected(asked, person, relying_party)
        else subject_of(person, relying_party),
        national_id=hinted if hinted and _is_number_of(person, hinted) else person.national_id,
    )


def is_expected(asked: AuthorizationRequest, person: Practitioner, relying_party: RelyingParty | None) -> bool:
    """Tell whether this person may answer the request (OpenID Connect Core §3.1.2.2). None: no service asks."""
    if not asked.expected_subject or relying_party is None:
        return not asked.expected_subject
    if asked.expected_subject == subject_of(person, relying_party):
        return True
    if not relying_party.is_pairwise:
        number = read_subject(asked.expected_subject, namespace=settings.SUBJECT_NAMESPACE)
        return bool(number) and _is_number_of(person, number)
    [standing] = directory_queries.records_now([person.pk])
    return asked.expected_subject in {
        make_pairwise_subject(key=settings.PAIRWISE_KEY, sector=relying_party.sector, person=record)
        for record in directory_queries.records_behind(standing)
    }


def _is_number_of(person: Practitioner, national_id: str) -> bool:
    """Whether the number names this person, now or formerly, or somebody whose record was found to be theirs."""
    if national_id == person.national_id:
        return True
    named = directory_queries.find_by_national_id(national_id)
    return named is not None and person.pk in directory_queries.records_behind(named.pk)
