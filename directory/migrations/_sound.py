"""How a word of a name is heard in French: `french_sound(text)`, one key for names that sound alike.

Source of the rules: how French is spelt; accents are gone already, so é, è and e are one letter. Capitals stand for
sounds that no letter spells alone: C (ch), N (gn), U (ou), E (eu), W (oi), A I O (an, in, on), Y (a final é).
"""

from django.db import migrations

_VOWELS = "aeiouAEIOUWY"

# Letters that give way to others wherever they stand, in this order
_LETTERS = (
    *(("y", "i"), ("w", "v"), ("chr", "kr"), ("sch", "C"), ("ch", "C"), ("sh", "C"), ("ph", "f"), ("gn", "N")),
    *(("h", ""), ("ck", "k"), ("qu", "k"), ("q", "k"), ("bv", "v"), ("dt", "t"), ("oeu", "E"), ("eau", "o")),
    *(("eu", "E"), ("ou", "U"), ("oi", "W")),
)
# Patterns, in this order
_PATTERNS = (
    ("(?<=[aeiouEUW])s(?=[aeiouEUW])", "z"),  # Roze, Rose
    ("s?c(?=[ei])", "s"),  # Lucien, Marcel
    ("gu(?=[ei])", "G"),  # Guy, Hugues
    ("ge(?=[ao])|g(?=[ei])", "j"),  # Georges, Gilles
    ("au(l(?=[^aeioul]))?", "o"),  # Gaultier, Gautier; Paul
    ("(?<=[iI])en(?=[^aeiouEUWnm]|$)|(a?i|ei|u)[nm](?=[^aeiouEUWnm]|$)", "I"),  # Lucien, Martin, Lebrun
    ("[ae][nm](?=[^aeiouEUWnm]|$)", "A"),  # Laurent, Adam
    ("o[nm](?=[^aeiouEUWnm]|$)", "O"),  # Dupont, Colomb
    ("[ae]i(?!l)", "e"),  # Lefaivre
    ("(?<=.)e[rzt]$", "Y"),  # Gauthier, Fernandez, Mallet
    ("(?<=..)(es?|[dtsxz]+)$", ""),  # Dupond, Dumas, Philippe
    ("(.)\\1+", "\\1"),  # Schmitt
    (f"(?<=[{_VOWELS}][^{_VOWELS}])e(?=[^{_VOWELS}][{_VOWELS}])", ""),  # Catherine
)
_LAST = (("c", "k"), ("G", "g"))


def _expression() -> str:
    """The rules, one inside the other: PostgreSQL computes them without a program."""
    text = "word"
    for old, new in _LETTERS:
        text = f"replace({text}, '{old}', '{new}')"
    for pattern, new in _PATTERNS:
        text = f"regexp_replace({text}, '{pattern}', '{new}', 'g')"
    for old, new in _LAST:
        text = f"replace({text}, '{old}', '{new}')"
    return text


_FRENCH_SOUND = f"""
CREATE FUNCTION french_sound(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN coalesce(nullif({_expression()}, ''), word);
"""

OPERATIONS = [migrations.RunSQL(_FRENCH_SOUND, "DROP FUNCTION french_sound(text)")]
