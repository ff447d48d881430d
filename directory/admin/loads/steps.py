"""How far a load is, as steps that people read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.models import ExtractLoad, LoadState

DONE, CURRENT, WAITING, FAILED, TO_COME = "done", "current", "waiting", "failed", "to_come"
_REACHED = {  # how many of the steps below are behind the load
    LoadState.RECEIVED: 1,
    LoadState.STAGED: 2,
    LoadState.COMPARED: 3,
    LoadState.PAUSED: 3,
    LoadState.APPLIED: 4,
    LoadState.FINISHED: 5,
}


@dataclass(frozen=True)
class Step:
    """One step. state: done, current, waiting, failed, to_come."""

    label: str
    state: str

    @property
    def words(self) -> str:
        """The state for those who do not see colours."""
        return {
            DONE: _("done"),
            CURRENT: _("running"),
            WAITING: _("waits for you"),
            FAILED: _("stopped here"),
            TO_COME: _("to come"),
        }[self.state]


def steps_of(load: ExtractLoad) -> list[Step]:
    """The steps of one load; the decision is one of them when there is something to decide, or was."""
    state = LoadState(load.state)
    if state is LoadState.UNCHANGED:
        return [Step(_("Received"), DONE), Step(_("Nothing new"), DONE)]
    labels = [_("Received"), _("Read"), _("Compared"), _("Applied"), _("Finished")]
    reached = _REACHED.get(state) or _stopped_at(load)
    here = {LoadState.PAUSED: TO_COME, LoadState.REFUSED: FAILED, LoadState.ABANDONED: TO_COME}.get(state, CURRENT)
    steps = [
        Step(label, DONE if place < reached else here if place == reached else TO_COME)
        for place, label in enumerate(labels)
    ]
    if state is LoadState.PAUSED or load.decided_at is not None:
        decision = {LoadState.PAUSED: WAITING, LoadState.ABANDONED: FAILED}.get(state, DONE)
        steps.insert(min(reached, 3), Step(_("Decision"), decision))  # before what is done again because of it
    return steps


def _stopped_at(load: ExtractLoad) -> int:
    """Where a load that was refused or abandoned stood, from what it left."""
    if load.comparison:
        return 3
    return 2 if load.line_count else 1
