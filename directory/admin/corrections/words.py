"""Colours of the states of corrections."""

from typing import Final

from directory.models import CorrectionState

COLOURS: Final = {
    CorrectionState.OPEN: "warning",
    CorrectionState.CORRECTED: "success",
    CorrectionState.REFUSED: "danger",
    CorrectionState.WITHDRAWN: "info",
}
