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

# Activation in front of a registrar
SHOWN_TICKET_LIFETIME = timedelta(seconds=90)  # e-CPS public FAQ: of a QR on a screen
HAND_OVERS_A_DAY = 5  # ours, of one person: each sends an SMS
DOCUMENT_END = 4  # characters of the document's number that are kept

# Cards
CARD_LIFETIME = timedelta(days=3 * 365)
WORKING_CARDS = 3  # a person
PIN_TRIES = 3  # wrong PINs in a row, then the card locks
RECENT_CARD = timedelta(days=30)  # a card within it makes the next one wait
LATER_CARD_DELAY = timedelta(hours=1)  # whoever stole a phone may read both codes on it
CARD_REMINDERS = (30, 7, 1)  # days before the end of a card
DISOWN_LIFETIME = timedelta(days=30)  # of the link "it was not me"

# Revocation by a link, for who lost a phone: the number and the birth date are typed, the mailbox proves the person
LINK_LIFETIME = timedelta(minutes=30)
LINKS_A_DAY = 3  # to one person
LINK_MAILBOXES = 3  # messages of each link, decoys included: the present mailbox, and two replaced of late
NETWORK_UNUSED_LINKS = 20  # of one network within its window: decoys, and links that nobody opened

# Proofs
PROOF_CLOCK_SKEW = timedelta(seconds=60)  # earlier or later than this, a proof is refused
PROOF_MAX_LENGTH = 4096  # characters of a compact JWS
PIN_PROOF_BYTES = 32  # PBKDF2-HMAC-SHA256 of the PIN, made on the phone
PIN_PROOF_ITERATIONS = 600_000  # on the phone; OWASP password storage cheat sheet, 2023
CALL_MARKER_LIFETIME = 2 * PROOF_CLOCK_SKEW  # a jti is remembered as long as its proof could be accepted
BODY_MAX_BYTES = 16 * 1024  # of a wallet call

INVITATION_BATCH = 100  # people invited in one sweep
INVITATION_REMINDERS = 2  # after an invitation, no more
REMIND_AFTER = (timedelta(days=7), timedelta(days=21))  # ours: since the invitation, then since the first reminder
INVITE_AGAIN_WAIT = timedelta(days=1)  # ours: before an authority reminds somebody by hand
CAMPAIGN_RATE = (1, 1_000)  # people a minute, least and most: what a mail server and an SMS gateway may bear
CAMPAIGN_DEFAULT_RATE = 100
CAMPAIGN_COUNT_LIMIT = 100_000  # ours: beyond, a preview says that there are more
NOTICE_BATCH = 500  # cards ended or reminded, people told, in one sweep: two messages each
RIGHTS_BATCH = 5_000  # people with a card whose rights one sweep looks at: a million in a little over three hours
SWEEP_BATCH = 10_000  # rows closed or removed in one sweep, each minute: 160 calls or decoys a second

RECENT_ENROLMENT = timedelta(days=30)  # ours: who was registered within it and has no card yet is somebody to help
RECENT_ACTIVATION = timedelta(days=14)  # ours: whose activation stopped within it is somebody to help
ACTIVATION_PATIENCE = timedelta(hours=24)  # ours: before it nobody asks why somebody has no card yet
