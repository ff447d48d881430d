"""The numbers of activation and of cards, each with its unit and source. Pure."""

from datetime import timedelta

# Activation by two codes (arrêté of 4 April 2022: two secrets, one to the phone, one to the e-mail of the directory)
ACTIVATION_LIFETIME = timedelta(minutes=15)  # of the ticket and of the code
CODE_DIGITS = 6
CODE_TRIES = 3  # wrong codes after a right ticket, then the activation locks
RESEND_WAIT = timedelta(seconds=60)
SENDINGS_PER_ACTIVATION = 3  # whoever typed the number can ask for them: fewer than a day's quota
SENDINGS_A_DAY = 5  # to one person from this door
DAY = timedelta(hours=24)
NETWORK_WINDOW = timedelta(hours=1)
NETWORK_UNFINISHED_OPENINGS = 60  # by IPv4 address or IPv6 /64: decoys and openings that nobody confirmed
BINDING_LIFETIME = timedelta(minutes=10)
BIND_REPEAT = timedelta(minutes=1)  # a phone that lost the answer may repeat its call

# Cards
CARD_LIFETIME = timedelta(days=3 * 365)
WORKING_CARDS = 3  # a person
PIN_TRIES = 3  # wrong PINs in a row, then the card locks
RECENT_CARD = timedelta(days=30)  # a card within it makes the next one wait
LATER_CARD_DELAY = timedelta(hours=1)  # whoever stole a phone may read both codes on it
DISOWN_LIFETIME = timedelta(days=30)  # of the link "it was not me"

# Proofs
PROOF_CLOCK_SKEW = timedelta(seconds=60)  # earlier or later than this, a proof is refused
PROOF_MAX_LENGTH = 4096  # characters of a compact JWS
PIN_PROOF_BYTES = 32  # PBKDF2-HMAC-SHA256 of the PIN, made on the phone
PIN_PROOF_ITERATIONS = 600_000  # on the phone; OWASP password storage cheat sheet, 2023
CALL_MARKER_LIFETIME = 2 * PROOF_CLOCK_SKEW  # a jti is remembered as long as its proof could be accepted
BODY_MAX_BYTES = 16 * 1024  # of a wallet call

INVITATION_BATCH = 100  # people invited in one sweep
SWEEP_BATCH = 10_000  # rows closed or removed in one sweep, each minute: 160 calls or decoys a second

RECENT_ENROLMENT = timedelta(days=30)  # ours: who was registered within it and has no card yet is somebody to help
ACTIVATION_PATIENCE = timedelta(hours=24)  # ours: before it nobody asks why somebody has no card yet
