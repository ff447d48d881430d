"""What each kind of official file does with its lines; `directory.extract.plan` is their contract."""

from collections.abc import Mapping
from typing import Final

from directory.extract.plan import Plan
from directory.extract.plans import activities, diplomas, expertises, restricted
from directory.models import ExtractKind

PLAN_OF: Final[Mapping[ExtractKind, Plan]] = {
    plan.KIND: plan for plan in (activities, expertises, diplomas, restricted)
}
