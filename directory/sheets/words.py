"""Words as they are compared: case, accents, punctuation and spaces do not count."""

import unicodedata


def folded(text: str) -> str:
    """`Prénom(s)` and `PRENOM S` are the same."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    kept = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    return " ".join("".join(character if character.isalnum() else " " for character in kept).split())
