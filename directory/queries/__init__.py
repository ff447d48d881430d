"""What can be asked of the directory, by every floor."""

from directory.queries.asked import ROLE_MARK, terms_asked
from directory.queries.contacts import (
    activation_contacts,
    birth_date_of,
    can_be_reached,
    hand_over_contacts,
    notice_contacts,
    notice_mailboxes,
)
from directory.queries.heartbeat import last_worker_beat
from directory.queries.identifiers import (
    find_by_national_id,
    other_identifiers,
    people_of_number,
    records_behind,
    records_now,
    records_of_numbers,
    standing_records,
)
from directory.queries.in_words import holding_words
from directory.queries.labels import (
    PROFESSION_TABLES,
    expertise_label,
    forget_labels,
    label,
    oid,
    profession_label,
    profession_table,
)
from directory.queries.messages import latest_message_about, latest_messages_of
from directory.queries.name_ranks import MatchRank
from directory.queries.narrowed import (
    MINE,
    PERIODS,
    gather_structures,
    narrow_enrolments,
    narrow_structures,
    people_called,
    structures_begun,
)
from directory.queries.people import eligible_practitioners, is_eligible, running
from directory.queries.places import WhereAbout, find_structures, read_place, structures_called
from directory.queries.prepared import Prepared, run
from directory.queries.questions import SearchScope
from directory.queries.search import Count, Found, SearchPage, SearchTerms, count_people, search_people
from directory.queries.smart_cards import asks_of_opposed_cards, has_only_opposed_cards
from directory.queries.trail import TrailPage, TrailQuestion, narrow_trail, page_of_trail, people_asked_about

__all__ = [
    "MINE",
    "PERIODS",
    "PROFESSION_TABLES",
    "ROLE_MARK",
    "Count",
    "Found",
    "MatchRank",
    "Prepared",
    "SearchPage",
    "SearchScope",
    "SearchTerms",
    "TrailPage",
    "TrailQuestion",
    "WhereAbout",
    "activation_contacts",
    "asks_of_opposed_cards",
    "birth_date_of",
    "can_be_reached",
    "count_people",
    "eligible_practitioners",
    "expertise_label",
    "find_by_national_id",
    "find_structures",
    "forget_labels",
    "gather_structures",
    "hand_over_contacts",
    "has_only_opposed_cards",
    "holding_words",
    "is_eligible",
    "label",
    "last_worker_beat",
    "latest_message_about",
    "latest_messages_of",
    "narrow_enrolments",
    "narrow_structures",
    "narrow_trail",
    "notice_contacts",
    "notice_mailboxes",
    "oid",
    "other_identifiers",
    "page_of_trail",
    "people_asked_about",
    "people_called",
    "people_of_number",
    "profession_label",
    "profession_table",
    "read_place",
    "records_behind",
    "records_now",
    "records_of_numbers",
    "run",
    "running",
    "search_people",
    "standing_records",
    "structures_begun",
    "structures_called",
    "terms_asked",
]
