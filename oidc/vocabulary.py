"""The words of sign-ins: codes that are stored, and what people read for them."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WAKE_CHANNEL = "ecps_phones"  # of PostgreSQL: what triggers say there is the key of a practitioner


class Environment(TextChoices):
    """Who may sign in to a service: test identities, or real ones."""

    SANDBOX = "sandbox", _("test")
    PRODUCTION = "production", _("production")


class ClientAuthMethod(TextChoices):
    """How a client authenticates at the token endpoint; the codes are those of RFC 7591 §2."""

    BASIC = "client_secret_basic", _("secret in a header")
    POST = "client_secret_post", _("secret in the body")
    PRIVATE_KEY = "private_key_jwt", _("assertion signed with its key")
    TLS = "tls_client_auth", _("certificate of an authority")
    SELF_SIGNED = "self_signed_tls_client_auth", _("certificate of its own")
    NONE = "none", _("public client")


SECRET_METHODS = (ClientAuthMethod.BASIC, ClientAuthMethod.POST)
CERTIFICATE_METHODS = (ClientAuthMethod.TLS, ClientAuthMethod.SELF_SIGNED)


class AssertionAlgorithm(TextChoices):
    """What a client may sign with (RFC 7518 §3.1, RFC 9864); EdDSA is the former name of Ed25519."""

    PS256 = "PS256", "PS256"
    ES256 = "ES256", "ES256"
    ED25519 = "Ed25519", "Ed25519"
    EDDSA = "EdDSA", "EdDSA"


class GrantType(TextChoices):
    """What a client may present at the token endpoint (RFC 7591 §2)."""

    AUTHORIZATION_CODE = "authorization_code", _("sign-in of people")
    REFRESH_TOKEN = "refresh_token", _("renewal of tokens")
    CLIENT_CREDENTIALS = "client_credentials", _("tokens of its own")
    CIBA = "urn:openid:params:grant-type:ciba", _("sign-in of people where there is no browser")


class DeliveryMode(TextChoices):
    """How a service learns that its question was answered (CIBA Core §5)."""

    POLL = "poll", _("it asks")
    PING = "ping", _("it is told, then asks")


class RequestSignature(TextChoices):
    """What signs the requests of a service that registered to sign them."""

    ES256 = "ES256", "ES256"
    PS256 = "PS256", "PS256"
    EDDSA = "EdDSA", "EdDSA"


class TokenKind(TextChoices):
    """What a service gives back."""

    REFRESH = "refresh", _("renewal of a sign-in")
    ACCESS = "access", _("access to the data of a person")
    SERVICE = "service", _("of the service itself")


class SigningAlgorithm(TextChoices):
    """What signs an id_token (RFC 7518 §3.1)."""

    ES256 = "ES256", "ES256"
    RS256 = "RS256", "RS256"
    PS256 = "PS256", "PS256"


class PageKind(TextChoices):
    """What a person reads of a service between the authentication and the code, as its registration says."""

    NONE = "none", _("no page")
    INFORMATION = "information", _("what is told, once")
    CONSENT = "consent", _("what is told, agreed to")


class SubjectType(TextChoices):
    """Whether services may know by `sub` that they have the same person (OpenID Connect Core §8)."""

    PUBLIC = "public", _("the same everywhere")
    PAIRWISE = "pairwise", _("of this service alone")


class Door(TextChoices):
    """Where a client was refused. PAGE: the person was in front of the sign-in page."""

    AUTHORIZE = "authorize", "authorize"
    PAGE = "page", _("sign-in page")
    TOKEN = "token", "token"
    USERINFO = "userinfo", "userinfo"
    INTROSPECTION = "introspection", "introspection"
    REVOCATION = "revocation", "revocation"
    BACKCHANNEL = "backchannel", _("request without a browser")
    END_SESSION = "end_session", "end_session"


class SandboxCase(TextChoices):
    """What a test person of the sandbox is there to try."""

    PROFESSION = "profession", _("one profession")
    NO_CONTACT = "sans-contact", _("no contact")
    TWO_EXERCISES = "deux-exercices", _("two professions")
    TWO_ACTIVITIES = "deux-activites", _("two activities")
    NO_ACTIVITY = "sans-activite", _("no activity")
    STUDENT = "etudiant", _("student")
    CLOSED = "sans-droit", _("struck off: no right")
    FORMER_NUMBER = "ancien-numero", _("former number (ADELI)")
    SUSPENDED = "e-cps-suspendue", _("suspended e-CPS")
    LOCKED = "e-cps-verrouillee", _("locked e-CPS")
    OPPOSED = "carte-opposee", _("opposed physical card")


class RequestState(TextChoices):
    """The life of a request for production. SUBMITTED waits for a reviewer, ASKED for an answer of the team; the others
    are final.
    """

    SUBMITTED = "SUBMITTED", _("to be reviewed")
    ASKED = "ASKED", _("a question waits for an answer")
    ACCEPTED = "ACCEPTED", _("accepted")
    REFUSED = "REFUSED", _("refused")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


class KeyState(TextChoices):
    """The life of a signing key: published before it signs, and after."""

    NEXT = "NEXT", _("published, signs next")
    ACTIVE = "ACTIVE", _("signs")
    RETIRING = "RETIRING", _("published, signs no more")
    REVOKED = "REVOKED", _("revoked")


class InteractionState(TextChoices):
    """Where a sign-in page stands."""

    OPEN = "OPEN", _("open")
    SITUATION = "SITUATION", _("authenticated, waits for a choice of situation")
    CONSENT = "CONSENT", _("authenticated, waits for an agreement")
    COMPLETED = "COMPLETED", _("signed in")
    REFUSED = "REFUSED", _("returned without signing in")


class Purpose(TextChoices):
    """Why a phone is asked."""

    BROWSER = "BROWSER", _("sign-in in a browser")
    CIBA = "CIBA", _("sign-in asked by a service")
    TEST = "TEST", _("test of the e-CPS")


class Way(TextChoices):
    """How a phone and a browser find each other, which decides what the browser must show to take the answer."""

    NUMBER = "NUMBER", _("number typed in the browser")
    QR = "QR", _("QR code")
    LINK = "LINK", _("on the same phone")


class LoginState(TextChoices):
    """The life of a login request."""

    PENDING = "PENDING", _("waiting")
    APPROVED = "APPROVED", _("approved")
    REDEEMED = "REDEEMED", _("signed in")
    DENIED = "DENIED", _("refused")
    REPORTED = "REPORTED", _("reported: it was not the holder")
    EXPIRED = "EXPIRED", _("expired")
    CANCELLED = "CANCELLED", _("cancelled")


class SignInKind(TextChoices):
    """One line of a person's history; computed, never stored."""

    SIGNED_IN = "SIGNED_IN", _("signed in")
    AGAIN = "AGAIN", _("signed in with the open session")
    REFUSED = "REFUSED", _("refused")
    REPORTED = "REPORTED", _("reported: it was not me")


class EndReason(TextChoices):
    """Why a session or a grant ended before its time."""

    SIGNED_OUT = "signed_out", _("signed out everywhere by the holder")
    LEFT = "left", _("signed out from a service")
    WITHDRAWN = "withdrawn", _("agreement withdrawn by the holder")
    SUSPENDED = "suspended", _("the service was suspended")
    SOMEBODY_ELSE = "somebody_else", _("somebody else signed in with the same browser")
    CARD_ENDED = "card_ended", _("the card or the right to use it ended")


class DeliveryState(TextChoices):
    """Whether a service was told that a session ended."""

    DUE = "DUE", _("to be told")
    DELIVERED = "DELIVERED", _("told")
    FAILED = "FAILED", _("could not be told")


class FigureMeasure(TextChoices):
    """What is counted of the provider: as it stands on a day (services, working cards), or what happens on one."""

    SERVICES = "services", _("services connected")
    CARDS_WORKING = "cards_working", _("e-CPS in service")
    CARDS_ACTIVATED = "cards_activated", _("e-CPS activated on a day")
    SIGN_INS = "sign_ins", _("sign-ins")


# What each scope opens, as teams and reviewers read it
SCOPE_WORDS: Final = {
    "openid": _("the national number, the level and the means of the sign-in"),
    "profile": _("the names"),
    "identity": _("the names and the civility"),
    "rpps": _("all numbers that name the person"),
    "scope_all": _("everything: names, professions, expertises, activities, structures, numbers"),
    "email": _("the published secure mailbox"),
    "offline_access": _("renewals, within the four hours of the session"),
}
