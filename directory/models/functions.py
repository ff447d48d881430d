"""Functions of the database that columns and searches share."""

from django.db.models import Func, TextField


class SearchKey(Func):
    """Lower case, no accents, anything but letters and digits as one space.

    The function `search_key(text)` is made by the first migration: unaccent is not immutable, so the
    wrapper names its dictionary and says that it is.
    """

    function = "search_key"
    arity = 1
    output_field = TextField()
