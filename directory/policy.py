"""The numbers of the directory's rules, each with its unit and source."""

from datetime import timedelta

CONTACT_CODE_DIGITS = 6
CONTACT_CODE_LIFETIME = timedelta(minutes=15)  # protocol: a code typed back by the holder
CONTACT_CODE_TRIES = 3
CONTACT_SENDINGS_A_DAY = 5
CONTACT_RESEND_WAIT = timedelta(seconds=60)
CONTACT_CHANGE_DELAY = timedelta(hours=48)  # a changed contact serves activation after it
CONTACT_PROPOSAL_LIFETIME = timedelta(days=14)  # ours: then nobody decided, or nobody typed the code
HAND_OVER_REST = timedelta(days=30)  # protocol: who attested or changed a contact cannot hand over to that person

BOUNCE_WINDOW = timedelta(days=10)  # ours: mail servers give up after five days; older reports say nothing of today
BOUNCE_MOST_BYTES = 1_000_000  # of one report; longer ones are passed over

# Ours: from a typed national number to the answer, three times what the work takes; short for whoever reads the page
EVEN_ANSWER = timedelta(milliseconds=50)

RESEAL_BATCH = 500  # rows sealed again in one transaction
MESSAGE_LIFETIME = timedelta(hours=24)  # when the event names no shorter one
KEPT_LETTER_LIFETIME = timedelta(hours=24)  # ours: of what the test inbox of a test person shows
MESSAGE_BATCH = 50  # rows claimed in one round of delivery
MESSAGE_LEASE = timedelta(seconds=60)  # a claimed row that nobody closed is due again
MESSAGE_BACKOFF = (  # before the next try, by number of tries made; then it failed
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)

CONTACT_LINK_LIFETIME = timedelta(days=7)  # of the page; the codes on it live shorter
RECENT_ROLE = timedelta(days=90)  # a closed role leaves its structure's view after it
LATEST_START = timedelta(days=90)  # how far ahead a role may be entered
EARLIEST_START = timedelta(days=3653)  # how far back
YOUNGEST_AGE = 15  # years: apprentices are registered too
OLDEST_AGE = 90  # years: beyond, a birth date is a slip of the pen

LOAD_TIME_LIMIT = 4 * 3600  # seconds, of one run of the task that drives loads
LOAD_TRIES = 3  # of one load that fails before it ends
LOAD_MAX_REFUSED_PERCENT = 10  # of the lines of a file; beyond, something happened to it
LOAD_BULK_LINES = 50_000  # from this size on a first load builds its indexes at the end
LOAD_BULK_RATIO = 10  # lines a known person, at least, of such a load
LOAD_STATISTICS_RATIO = 10  # lines a changed row, at most, of a load that renews the planner's statistics itself
LOAD_ENTRIES_AT_ONCE = 100_000  # search entries; a load that changes as many, and a tenth of all, writes all anew

API_KEY_LONGEST_LIFE = timedelta(days=730)  # ours: an application changes its key every two years at the latest
API_KEYS_AT_ONCE = 5  # ours: two while a key is changed, and some for an application of several parts

LABELS_CHECK = timedelta(seconds=30)  # ours: how long a process may show labels that a load of nomenclatures changed

FUSION_REASON_LENGTH = (10, 500)  # characters: somebody else must understand it years later
STRONG_MEANS_AGE = timedelta(minutes=10)  # protocol: mandates, hand-over, merges, exports of personal data
STRONG_LEVELS = ("eidas1", "eidas2")  # protocol: what an e-CPS and a physical card are worth

ENTRY_BATCH = 10_000  # people whose entries are written anew in one round of the calendar

PUBLIC_PAGE = 20  # people on one page of the public search
PUBLIC_DEPTH = 25  # pages of one question: five hundred people are leafed through by nobody, and open data has them all
PUBLIC_MEMORY = timedelta(hours=1)  # how long the link to a next page leads somewhere

TERMS_VERSION = "2026-01"  # of templates/directory/terms/; a new one is accepted before anything else of the portal
INVITATION_LIFETIME = timedelta(days=14)  # to a mandate, or to join a structure, when nobody follows the link
INVITATION_RESEND_WAIT = timedelta(seconds=60)
INVITATION_SENDINGS = 5  # of one invitation, the first included: beyond, the address is wrong
MANDATE_REMINDERS = (30, 7, 1)  # days before the end of a mandate
MANDATE_LONGEST_LIFE = timedelta(days=3653)  # ours: beyond, a date is a slip of the pen
MANDATE_NOTE_LENGTH = (10, 500)  # characters, where an end must be explained
AUDIT_SEAL_LINES = 1_000  # ours: lines of one seal at most; verifying holds a few seals at once, never the trail
AUDIT_SEALS_A_ROUND = 200  # ours: of the timetable, so that a flood is sealed within minutes
AUDIT_SEALED_WITHIN = timedelta(minutes=10)  # ours: a line without seal after it means that the sealer stands still
AUDIT_PURGE_SEALS = 20_000  # ours: seals that one transaction of the purge looks at; a busy day makes some 17,000
REFUSALS_A_MINUTE = 10  # ours: lines of one kind that one account leaves a minute; the others are counted
READING_WINDOW = timedelta(minutes=10)  # the same question of the trail, asked again within it, leaves one line
AUDIT_PAGE = 50  # lines
AUDIT_EXPORT_LINES = 100_000  # ours: of one export; a longer one is asked for period by period
REQUEST_DRAFT_LIFETIME = timedelta(days=30)  # ours: after the last answer that the person typed
REQUEST_WAIT = timedelta(days=90)  # ours: a request that no registrar has treated by then ends, and the person is told
REQUEST_ANSWER_WAIT = timedelta(days=30)  # ours: the same for a question that the person does not answer
REQUEST_KEPT = timedelta(days=30)  # ours: what the person typed is removed so long after the request is closed
REQUEST_LINKS_A_DAY = 5  # ours: to one address, whoever asks and for whichever structure
REQUEST_CODES_A_DAY = 5  # ours: to one mobile, whatever the request
REQUEST_RESEND_WAIT = timedelta(seconds=60)
REQUEST_NETWORK_WINDOW = timedelta(hours=1)
REQUEST_NETWORK_LINKS = 30  # links that one network asks for in the window: a whole structure sits behind one address
REQUEST_TEXT_LENGTH = (10, 1000)  # characters of a question or of a reason: the person must understand it alone
REQUEST_BATCH = 500  # rows ended or emptied in one round

LATEST_DEPARTURE = timedelta(days=366)  # ours: how far ahead the end of an activity may be planned
REOPENING_LIMIT = timedelta(days=30)  # ours: how long after it was recorded an end may be taken back
STAFF_IMPORT_BYTES = 5 * 1024 * 1024  # of a file of staff
STAFF_IMPORT_UNPACKED_BYTES = 24 * 1024 * 1024  # of a workbook, once unpacked
STAFF_IMPORT_LINES = 5_000  # of one file: the largest employers have as many
STAFF_IMPORT_CELL = 300  # characters; what comes after does not count
STAFF_IMPORT_CHECKED = 100  # lines checked in one round of the worker
STAFF_IMPORT_APPLIED = 25  # lines registered in one round: their two messages each leave in one round of delivery
STAFF_IMPORT_MESSAGES = 200  # messages that wait; beyond, an import waits too: codes live fifteen minutes
STAFF_IMPORT_KEPT = timedelta(days=7)  # ours: how long the lines can be read after the last thing that happened
STAFF_IMPORTS_OPEN = 5  # files of one authority that wait for a decision
EXPORT_ROWS = 50_000  # ours: of an export as CSV that is sent at once; the worker prepares longer ones
EXPORT_SHEET_ROWS = 10_000  # ours: the same as a workbook, which is made in memory
EXPORT_JOB_LINES = 10_000_000  # ours: of a CSV file that the worker prepares: the nation several times over
EXPORT_SHEET_LINES = 1_048_576  # rows of a sheet, headings included: limit of the format (ECMA-376 as programs read it)
EXPORT_PAGE = 500  # rows of a list read together
EXPORT_STEP = 20  # pages of one export in one round of the worker: others have their turn
EXPORTS_OPEN = 3  # exports of one account that wait or run
EXPORTS_SHOWN = 50  # the latest ones of an account
EXPORT_KEPT = timedelta(hours=24)  # ours: how long a file waits for whoever asked for it
SOON_ENDING = timedelta(days=30)  # ours: an activity that ends within it is told to who registers people there
ALARM_WINDOW = timedelta(hours=1)  # ours: wrong tries within it are looked at together
FIGURE_MONTHS = 12  # months that dashboards show, the present one included
FUNNEL_DAYS = 30  # days of activations whose steps and failures dashboards add up
FIGURES_LIVE = 5_000  # people: fewer are counted while somebody looks, more by the clock
SAVED_FILTERS = 20  # of one account for one list

HOLDER_SESSION_IDLE = timedelta(minutes=30)  # protocol, as for the portal
HOLDER_SESSION_LIFETIME = timedelta(hours=8)  # protocol, as for the portal: absolute
HOLDER_SESSION_TOUCH = timedelta(seconds=60)  # the instant of the last request is written this often
HOLDER_SESSION_KEPT = timedelta(days=1)  # ours: after its end, then the row goes
HOLDER_QUESTION_LIFETIME = timedelta(minutes=20)  # ours: at the provider, whose own pages live fifteen
CORRECTION_TEXT_LENGTH = (10, 1000)  # characters, of the request and of the answer
CORRECTIONS_OPEN = 5  # ours: of one person at once
CORRECTIONS_A_DAY = 5  # ours: of one person, withdrawn ones included
CORRECTION_ANSWER_WAIT = timedelta(days=30)  # GDPR art. 12 (3): one month to answer
RECORD_READING_WINDOW = timedelta(hours=1)  # ours: the same reader of the same record leaves one line within it
HOLDER_JOURNAL_PAGE = 25  # lines
HOLDER_EXPORT_LINES = 5_000  # ours: lines of one part of an export; the latest ones
