"""Lists of our own, declared: who sees which rows, how they are asked, shown, and leafed through by key."""

from directory.admin.listing.asking import Filter, active_filters, chosen_among, page_address
from directory.admin.listing.cells import Cell, Column, badge, code, day, instant, long_code, plain
from directory.admin.listing.declared import Choice, Listed, Narrowed, Search, anyone
from directory.admin.listing.page import OwnList, read_question, register
from directory.admin.listing.places import Kind, Order, Page, UnknownPlace, page_of

__all__ = [
    "Cell",
    "Choice",
    "Column",
    "Filter",
    "Kind",
    "Listed",
    "Narrowed",
    "Order",
    "OwnList",
    "Page",
    "Search",
    "UnknownPlace",
    "active_filters",
    "anyone",
    "badge",
    "chosen_among",
    "code",
    "day",
    "instant",
    "long_code",
    "page_address",
    "page_of",
    "plain",
    "read_question",
    "register",
]
