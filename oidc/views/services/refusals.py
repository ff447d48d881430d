"""What a team is told when it asks what cannot be: codes of the workflows, in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from oidc.errors import RegistrationRefused, ServiceRefused

_REASONS: Final[dict[str, str | Promise]] = {
    "name": gettext_lazy("Give a name, 100 characters at most."),
    "organization_name": gettext_lazy("Say which organization builds the service."),
    "description": gettext_lazy("Say in a few sentences what the service does, and for whom."),
    "contact_email": gettext_lazy("Give an e-mail address that your team reads."),
    "siret": gettext_lazy("This is no SIRET: fourteen digits, as on your company’s papers."),
    "website": gettext_lazy("Give the whole address of the site, https://… included, or leave it empty."),
    "too_many_services": gettext_lazy("You work on %(most)s services already: leave one before you begin another."),
    "too_many_clients": gettext_lazy("This service has %(most)s clients in the sandbox already: close one first."),
    "too_many_members": gettext_lazy("A team has %(most)s members at most, invitations included."),
    "already_member": gettext_lazy("Whoever reads this address works on the service already."),
    "unknown_member": gettext_lazy("This person has left the team already."),
    "last_member": gettext_lazy("A service keeps one member at least: invite somebody before you leave."),
    "too_many_secrets": gettext_lazy("%(most)s secrets work already: end one first."),
    "last_secret": gettext_lazy("It is the only secret that works: draw a new one first."),
    "unknown_secret": gettext_lazy("This secret has ended already."),
    "public_client": gettext_lazy("A public client has no secret."),
    "keyed_client": gettext_lazy("This client proves itself with its keys: it has no secret."),
    "not_in_sandbox": gettext_lazy("What is in production changes by a request."),
    "nothing_changes": gettext_lazy("This is what is in production already: change something first."),
    "request_is_open": gettext_lazy("A request is under review: withdraw it to send another."),
    "reason_is_missing": gettext_lazy("Say why you need %(what)s."),
    "reason_is_too_long": gettext_lazy("Say in %(most)s characters why you need %(what)s."),
    "no_logout_address": gettext_lazy("Register an address told of sign-outs first."),
    "no_key": gettext_lazy("No key of ours is ready that signs for this client: try again in a few minutes."),
    "too_many_tests": gettext_lazy("%(most)s tests a minute at most: wait a little."),
    "moved_on": gettext_lazy("Somebody has acted on this meanwhile: read what it has become."),
    "text": gettext_lazy("Write a few words, %(most)s characters at most."),
    "reason": gettext_lazy("Say why, in %(most)s characters at most."),
    "already_suspended": gettext_lazy("It is suspended already."),
    "not_suspended": gettext_lazy("It is not suspended."),
}
_REGISTRATION: Final[dict[str, str | Promise]] = {
    "not an absolute address": gettext_lazy("This is no complete address: begin with https://, without spaces."),
    "scheme not allowed": gettext_lazy("This kind of address cannot be used: begin with https://."),
    "a fragment is not allowed": gettext_lazy("An address cannot hold a #: nothing after it ever reaches a server."),
    "a user name is not allowed": gettext_lazy("An address cannot hold a user name."),
    "no host": gettext_lazy("The address names no host, or one with a wildcard: write each address in full."),
    "http is for the loopback only": gettext_lazy(
        "http:// is for your own machine (localhost, 127.0.0.1): elsewhere use https://."
    ),
    "at least one redirection address is required": gettext_lazy("Give one return address at least."),
    "scope must hold openid and known scopes only": gettext_lazy("The scope openid is always needed."),
    "in production the loopback is for public clients only": gettext_lazy(
        "In production, an address of your own machine (localhost, 127.0.0.1) is for clients that keep no secret alone."
    ),
    "a public client has no tokens of its own": gettext_lazy(
        "A client that keeps no secret cannot have tokens of its own."
    ),
    "a public client must use PKCE": gettext_lazy("A client that keeps no secret must use PKCE."),
    "several hosts, or none: sector_identifier_uri must say the sector": gettext_lazy(
        "The return addresses are on several hosts: give the address of the sector that their subjects are of."
    ),
    "sector_identifier_uri must be https": gettext_lazy("The address of the sector must begin with https://."),
    "a public client asks nothing without a browser": gettext_lazy(
        "A client that keeps no secret cannot ask where there is no browser."
    ),
    "backchannel_client_notification_endpoint is for the mode ping, which needs it": gettext_lazy(
        "The address told of answers is for a client that signs people in where there is no browser."
    ),
    "jwks: private_key": gettext_lazy("There is a private key in it: it proves nobody any more. Make a new pair."),
    "jwks: weak_key": gettext_lazy("A key is too short: RSA needs 2048 bits at least."),
    "jwks: not_a_set": gettext_lazy("This is no JWKS: an object with a list of keys."),
    "jwks or jwks_uri, not both": gettext_lazy("Paste the keys or give their address, not both."),
    "jwks_uri must be https": gettext_lazy("The address of the keys must begin with https://."),
    "private_key_jwt needs jwks or jwks_uri": gettext_lazy("Paste the public keys, or give their address."),
    "self_signed_tls_client_auth needs jwks or jwks_uri": gettext_lazy("Paste the certificate, or its public key."),
    "tls_client_auth needs exactly one of the tls_client_auth_ members": gettext_lazy(
        "Give the subject of the certificate."
    ),
    "the tls_client_auth_ members are for tls_client_auth": gettext_lazy(
        "The subject of a certificate is for a server with the certificate of an authority."
    ),
    "tls_client_auth_subject_dn is not one": gettext_lazy("This is no subject: write it as CN=…,O=…,C=FR."),
    "no certificate is asked for here (MTLS_ORIGIN)": gettext_lazy("This deployment asks for no certificates."),
    "backchannel_logout_uri is missing": gettext_lazy("Give the address that is told of sign-outs."),
    "a resource is not registered in this environment": gettext_lazy(
        "One of the resource servers is not known in this environment."
    ),
}


def in_words(refusal: ServiceRefused) -> str:
    """One sentence for whoever asked."""
    return str(_REASONS[refusal.reason]) % refusal.params if refusal.reason in _REASONS else refusal.reason


def registration_in_words(refusal: RegistrationRefused) -> str:
    """One sentence, where there is one; else the description of the protocol, which engineers read."""
    words = _REGISTRATION.get(refusal.description)
    if words is not None:
        return str(words)
    return gettext("The registration is refused: %(why)s.") % {"why": refusal.description}


KNOWN_REASONS: Final = frozenset(_REASONS)
