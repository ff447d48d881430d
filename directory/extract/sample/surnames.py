"""Rare surnames, put together from what French ones are made of: hundreds of thousands, always the same by number."""

from typing import Final

COUNT: Final = 600_000


def words(text: str) -> tuple[str, ...]:
    """The words of a text, whatever stands between them."""
    return tuple(text.split())


_STARTS: Final = words(
    """
    Bal Bar Bel Ber Bon Bor Bour Brun Cal Car Chal Char Cham Cor Cour Dal Dar Daur Del Dor Dur Fal Far Fer Fon For Gal
    Gar Gen Ger Gour Gran Guil Hal Her Jan Jar Jol Jour Lam Lan Lar Laur Lav Lor Mal Man Mar Mer Mon Mor Mour Nal Nor
    Pal Par Per Pel Por Pour Ral Ram Ren Rol Rous Sal San Ser Sol Sor Tar Ter Tol Tour Val Var Ver Vil Vol Vour
    """
)
_MIDDLES: Final = words(
    """
    bal ber bin bon chal chan cher dan del din don fer gal gel gin lan lem lin mal man mer min mon nal nel nin pel per
    pin quel quin ral ran rel rin sal san sel sin son tal tan tel ter tin ton val ver vin zel
    """
)
_ENDINGS: Final = words(
    """
    ac ain and ard as aud ault aux ay é eau el elin elle ens er ert ès et ette eux ez ié ier ière ille in iot ix oine
    ois oire on ot ou oux oy uc y
    """
)
_BEFORE: Final = {3: "Le ", 11: "de ", 19: "El ", 27: "Du", 35: "La", 43: "De La ", 51: "Saint-", 59: "Ben "}
_EVERY: Final = 64  # of so many names, each word of _BEFORE comes before one
_SHORT: Final = len(_STARTS) * len(_ENDINGS)
_LONG: Final = _SHORT * len(_MIDDLES)
_STEP: Final = 15_485_863  # a prime: neighbours in number do not look alike


def surname(number: int) -> str:
    """The surname of one number, the lower the shorter. number: from 0."""
    if number < _SHORT:
        rest, middles = number * _STEP % _SHORT, 0
    elif number < _SHORT + _LONG:
        rest, middles = (number - _SHORT) * _STEP % _LONG, 1
    else:
        rest, middles = (number - _SHORT - _LONG) * _STEP % (_LONG * len(_MIDDLES)), 2
    rest, ending = divmod(rest, len(_ENDINGS))
    rest, start = divmod(rest, len(_STARTS))
    name = _STARTS[start]
    for _ in range(middles):
        rest, middle = divmod(rest, len(_MIDDLES))
        name += _MIDDLES[middle]
    before = _BEFORE.get(number % _EVERY, "")
    name += _ENDINGS[ending]
    return before + (name.lower() if before in {"Du", "La"} else name)
