"""Numbers and levels of the provider, each with its unit and source. Pure."""

from dataclasses import dataclass
from datetime import timedelta

CODE_LIFETIME = timedelta(seconds=60)  # RFC 6749 §4.1.2 asks for ten minutes at most, FAPI 2.0 for one
ACCESS_TOKEN_LIFETIME = timedelta(seconds=300)  # opaque and revocable, read at userinfo within the same sign-in
SERVICE_TOKEN_LIFETIME = timedelta(seconds=300)
REFRESH_IDLE = timedelta(hours=1)  # as a session that nobody uses
REFRESH_LIFETIME = timedelta(hours=4)  # absolute, as the session: a refresh never outlives the authentication
REFRESH_GRACE = timedelta(seconds=10)  # an answer lost on its way is told again
LOGOUT_TOKEN_LIFETIME = timedelta(seconds=120)  # Back-Channel Logout 1.0 §2.4 advises two minutes at most
ID_TOKEN_LIFETIME = timedelta(seconds=300)
SIGNED_USERINFO_LIFETIME = timedelta(seconds=300)
INTERACTION_LIFETIME = timedelta(minutes=15)  # the time to find one's phone, and a few retries
LOGIN_REQUEST_LIFETIME = timedelta(seconds=120)
AGREEMENT_LIFETIME = timedelta(minutes=5)  # the time to read what is told; short: a shared workstation may be left

MAX_USER_AGENT = 200  # characters kept of what a browser calls itself
SESSION_LIFETIME = timedelta(hours=4)  # absolute
SESSION_IDLE = timedelta(hours=1)
SESSION_TOUCH_EVERY = timedelta(seconds=60)  # a use is written down at most once a minute

# Attempts on one sign-in page, each way counted apart: none uses up what another needs
OPENINGS_PER_INTERACTION = 10
QR_PER_INTERACTION = 20  # a page left open draws one every two minutes of its fifteen
LINKS_PER_INTERACTION = 10
STRANGER_PUSHES = 3  # from browsers that never signed this person in
KNOWN_BROWSER_PUSHES = 10  # from those that did, counted apart
STRANGER_WINDOW = timedelta(minutes=15)  # of both
CLAIM_STEP_SECONDS = 20  # a QR code changes as often; the previous one still works: it may be under a camera
RETURN_CODE_LIFETIME = timedelta(seconds=60)  # from the approval to the browser of the same phone
LISTED_LOGIN_REQUESTS = 20  # shown on a phone at once: strangers cannot bury what its holder asks
LISTED_SESSIONS = 50  # shown at once; a person has one or two
SIGN_INS_A_PAGE = 30  # lines of the history of sign-ins
LONGEST_WAIT = timedelta(seconds=25)  # of one call of a wallet: reverse proxies give up after 30 or 60
WAITS_OF_A_CARD = 4  # calls of one card that wait at once: tabs; one more releases the oldest
WAKE_WITHIN = timedelta(seconds=30)  # of its opening: later a push would come for a request that is almost over
WAKE_BATCH = 20  # requests taken at once by a worker: each push takes some 100 ms
REPORT_DROPS_FOR = timedelta(hours=1)  # typed numbers from unknown browsers, after "it was not me"
KNOWN_BROWSER_LIFETIME = timedelta(days=180)
REMEMBERED_NUMBER_LIFETIME = timedelta(days=180)  # on the browser of who wants it
KNOWN_BROWSER_PEOPLE = 5  # people remembered by one browser

POLL_INTERVAL_SECONDS = 2  # the waiting page with scripts
REFRESH_SECONDS = 4  # the waiting page without

# A service that does not take a sign-out is asked again after so long, then never again
LOGOUT_RETRIES = (timedelta(seconds=10), timedelta(seconds=60))
LOGOUT_TIMEOUT_SECONDS = 5.0
LOGOUT_LEASE = timedelta(seconds=60)  # longer than a batch takes: another worker takes over from one that died
LOGOUT_BATCH = 40  # sent at once by a worker, LOGOUT_AT_ONCE side by side: 25 s if nobody answers
LOGOUT_AT_ONCE = 8
TEST_CALLS_A_MINUTE = 10  # of one service, to addresses that its team registered
STANDING_BATCH = 1_000  # sessions ended in one sweep: an opposition list may name many at once

# Requests without a browser (OpenID Connect Client-Initiated Backchannel Authentication 1.0)
BACKCHANNEL_LIFETIME_SECONDS = (10, 120, 300)  # the least, the usual and the most that a service may ask for
BACKCHANNEL_LONGEST = timedelta(seconds=BACKCHANNEL_LIFETIME_SECONDS[-1])
BACKCHANNEL_INTERVAL_SECONDS = 5  # between two polls, where the registration says nothing (§7.3)
BACKCHANNEL_INTERVALS = (1, 60)  # of a registration; in production never below the usual one
SLOWED_BY_SECONDS = 5  # with each slow_down (§11) ...
SLOWEST_SECONDS = 20  # ... up to here: who polls as before hears it again, and still gets the tokens
POLL_LEEWAY = timedelta(milliseconds=500)  # a poll that left in time may arrive before its time
BACKCHANNEL_FETCH_WITHIN = timedelta(seconds=30)  # of the end: what was approved in the last second is still fetched
PING_RETRIES = (timedelta(seconds=5), timedelta(seconds=20))  # where nobody took the call; never where it was refused
PING_BATCH = 40  # told at once by a worker, all side by side: 5 s if nobody answers
MINUTE = timedelta(minutes=1)
# Of one service to one person: at once (workstations side by side), and within STRANGER_WINDOW
BACKCHANNEL_TO_PERSON = (3, 20)
BACKCHANNEL_TO_TEST_PERSON = (30, 300)  # a certification runs forty flows in a few minutes
BACKCHANNEL_A_MINUTE = 1_200  # of one service to all people
# Of the last so many of one service from one address that had their time, so few were answered: it asks at random
BACKCHANNEL_SAMPLE, BACKCHANNEL_ANSWERED = 100, 10
BACKCHANNEL_WAIT = timedelta(minutes=1)  # `Retry-After` of who asks more
USER_CODE_LENGTH = (6, 32)  # characters of the code that a holder may choose
# Wrong codes that one service may send for one person at once, and how long until it has one more: some fifty a day, of
# a million codes at least, and what is found lets a phone be asked, no more
USER_CODE_TRIES, USER_CODE_TRY_BACK_AFTER = 5, timedelta(minutes=30)
LONGEST_BINDING_MESSAGE = 64  # characters of a service's own words, as a phone shows them

KEPT_AFTER_EXPIRY = timedelta(days=1)  # of codes and tokens, so that a replay is still recognised
EXPIRY_BATCH = 20_000  # rows of one table closed or removed in one sweep: pages open at no cost, 300 a second

FIGURE_DAYS = 31  # days of figures counted at once: some 1 s each with 11 million sign-ins a month
FEWEST_TOLD = 5  # of people's acts and e-CPS, in a public cell: of fewer somebody may know who they are
FIGURES_READ_FOR = timedelta(minutes=5)  # Cache-Control of the public figures, which are counted every hour

KEYRING_REREAD_EVERY = timedelta(minutes=5)
PUBLISHED_FOR = timedelta(minutes=5)  # Cache-Control of discovery and JWKS
# A new key signs once every process publishes it, and every cache has asked again
KEY_KNOWN_AFTER = KEYRING_REREAD_EVERY + PUBLISHED_FOR
# A former key stays published as long as what it signed is shown: an id_token is a hint for as long as its session; a
# process that has not read the keys again signs with it a little longer
KEY_KEPT_FOR = SESSION_LIFETIME + KEYRING_REREAD_EVERY

PKCE_METHOD = "S256"
SIGNING_ALGORITHMS = (
    "ES256",
    "RS256",
    "PS256",
)  # the first is the default; RS256 is mandatory to offer (OpenID Connect Core §15.1)
RSA_KEY_BITS = 3072

# At the next use, and by the clock: a key that a client withdrew serves no longer, and a failing address is told of
CLIENT_KEYS_READ_AGAIN_EVERY = timedelta(hours=1)
KEYS_BATCH = 40  # addresses asked in one sweep, LOGOUT_AT_ONCE side by side: 25 s if nobody answers
# Not asked again sooner, whatever comes: a forged `kid` makes nobody's server hammered, a new key waits no longer
CLIENT_KEYS_ASKED_AT_MOST_EVERY = timedelta(seconds=30)
CLIENT_KEYS_SERVE_FOR = timedelta(hours=24)  # since they were read, when their address cannot be read any more
CLIENT_KEYS_TIMEOUT_SECONDS = 5.0  # of the whole reading: the call that needs it waits

CERTIFICATE_WARNING = timedelta(days=30)  # before the end of a registered certificate

SECRET_OVERLAP = timedelta(days=7)  # a former secret works so long beside the new one
MOST_SECRETS = 4  # working at once: two rotations within the overlap, and a mistake
SERVICES_A_PERSON = 20
SANDBOX_CLIENTS_A_SERVICE = 5  # as many programs; a service has one registration in production
MEMBERS_A_SERVICE = 30  # invitations that wait included
TEAM_INVITATION_LIFETIME = timedelta(days=7)
LONGEST_TEXT = 4_000  # characters of a description, a question, an answer
LONGEST_REASON = 1_000  # of why one scope is needed
LONGEST_SUSPENSION = 500  # of why a client is suspended

INCIDENTS_SHOWN_FOR = timedelta(days=90)  # after their end, on the status page; the usual span of such pages
LONGEST_INCIDENT_TITLE = 200  # characters, in each language

TROUBLES_KEPT = 200  # refusals of one client that its team reads, the newest
TROUBLES_KEPT_FOR = timedelta(days=30)
TROUBLES_A_MINUTE = 60  # of one client, written down by one process; the rest is counted

RENEWABLE_SCOPE = "offline_access"  # OpenID Connect Core §11; here it opens no life longer than the session's
# What a later one opens takes the place of what an earlier one says by the same name
SCOPES = ("openid", "profile", "identity", "rpps", "scope_all", "email", RENEWABLE_SCOPE)


# What a service may be told that is not to recognise people elsewhere: nothing that names them in the directory
PAIRWISE_SCOPES = ("openid", "profile", RENEWABLE_SCOPE)


@dataclass(frozen=True)
class Means:
    """One way to authenticate, and what it is worth: `acr`, `amr` (RFC 8176) and `authMode`."""

    acr: str
    amr: tuple[str, ...]
    auth_mode: str


VIRTUAL_CARD = Means(acr="eidas1", amr=("swk", "pin", "mfa"), auth_mode="MOBILE")
SMART_CARD = Means(acr="eidas2", amr=("sc", "pin", "mfa"), auth_mode="CARD")

LEVELS = ("eidas1", "eidas2", "eidas3")  # from the least to the strongest; the vocabulary a service may ask with
CARD_TOKEN_LIFETIME = timedelta(seconds=60)  # from the page that read a physical card, back to the sign-in page


def levels_offered(*, cards: bool) -> tuple[str, ...]:
    """Return the levels that can be reached here: exactly what may be emitted. cards: physical cards are asked for."""
    means = (VIRTUAL_CARD, SMART_CARD) if cards else (VIRTUAL_CARD,)
    return tuple(sorted({one.acr for one in means}))


def minimum_level(acr_values: tuple[str, ...]) -> str | None:
    """Return the least of the known levels asked, or None when none is known: unknown values are ignored."""
    known = [level for level in LEVELS if level in acr_values]
    return known[0] if known else None


def stricter(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return that of two lists of levels whose least known one is the stronger: the first where both are as strong; a
    list that names no known level asks for nothing.
    """
    least, other = minimum_level(first), minimum_level(second)
    if other is None:
        return first or second
    return first if least is not None and reaches(least, other) else second


def reaches(acr: str, minimum: str | None) -> bool:
    """Tell whether a level is at least the minimum; None asks for nothing."""
    return minimum is None or LEVELS.index(acr) >= LEVELS.index(minimum)


def is_phone_enough(acr_values: tuple[str, ...]) -> bool:
    """Tell whether an e-CPS reaches the least level asked; else the physical card alone is offered."""
    return reaches(VIRTUAL_CARD.acr, minimum_level(acr_values))
