"""Numbers and levels of the provider, each with its unit and source. Pure."""

from dataclasses import dataclass
from datetime import timedelta

CODE_LIFETIME = timedelta(seconds=60)  # RFC 6749 §4.1.2 asks for ten minutes at most, FAPI 2.0 for one
ACCESS_TOKEN_LIFETIME = timedelta(seconds=300)  # opaque and revocable, read at userinfo within the same sign-in
ID_TOKEN_LIFETIME = timedelta(seconds=300)
INTERACTION_LIFETIME = timedelta(minutes=15)  # the time to find one's phone, and a few retries
LOGIN_REQUEST_LIFETIME = timedelta(seconds=120)

SESSION_LIFETIME = timedelta(hours=4)  # absolute
SESSION_IDLE = timedelta(hours=1)
SESSION_TOUCH_EVERY = timedelta(seconds=60)  # a use is written down at most once a minute

OPENINGS_PER_INTERACTION = 10  # attempts on one sign-in page before it closes
STRANGER_PUSHES = 3  # from browsers that never signed this person in
STRANGER_WINDOW = timedelta(minutes=15)
LISTED_LOGIN_REQUESTS = 20  # shown on a phone at once: strangers cannot bury what its holder asks
REPORT_DROPS_FOR = timedelta(hours=1)  # typed numbers from unknown browsers, after "it was not me"
KNOWN_BROWSER_LIFETIME = timedelta(days=180)
KNOWN_BROWSER_PEOPLE = 5  # people remembered by one browser

POLL_INTERVAL_SECONDS = 2  # the waiting page with scripts
REFRESH_SECONDS = 4  # the waiting page without

KEPT_AFTER_EXPIRY = timedelta(days=1)  # of codes and tokens, so that a replay is still recognised
EXPIRY_BATCH = 20_000  # rows of one table closed or removed in one sweep: pages open at no cost, 300 a second

KEYRING_REREAD_EVERY = timedelta(minutes=5)
PUBLISHED_FOR = timedelta(minutes=5)  # Cache-Control of discovery and JWKS

PKCE_METHOD = "S256"
SIGNING_ALGORITHMS = (
    "ES256",
    "RS256",
)  # the first is the default; RS256 is mandatory to offer (OpenID Connect Core §15.1)
RSA_KEY_BITS = 3072

SCOPES = ("openid", "profile", "scope_all")


@dataclass(frozen=True)
class Means:
    """One way to authenticate, and what it is worth: `acr`, `amr` (RFC 8176) and `authMode`."""

    acr: str
    amr: tuple[str, ...]
    auth_mode: str


VIRTUAL_CARD = Means(acr="eidas1", amr=("swk", "pin", "mfa"), auth_mode="MOBILE")
MEANS = (VIRTUAL_CARD,)

LEVELS = ("eidas1", "eidas2", "eidas3")  # from the least to the strongest; the vocabulary a service may ask with
ACR_VALUES_SUPPORTED = tuple(sorted({means.acr for means in MEANS}))


def minimum_level(acr_values: tuple[str, ...]) -> str | None:
    """Return the least of the known levels asked, or None when none is known: unknown values are ignored."""
    known = [level for level in LEVELS if level in acr_values]
    return known[0] if known else None


def reaches(acr: str, minimum: str | None) -> bool:
    """Tell whether a level is at least the minimum; None asks for nothing."""
    return minimum is None or LEVELS.index(acr) >= LEVELS.index(minimum)
