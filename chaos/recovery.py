"""What brings back what the faults left behind: the code behind `fraudctl redrive` and `fraudctl reconcile`."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from chaos.site import Site
from fraudctl.recovery import REDRIVE_ORDER, reconcile, redrive

NOTHING_KEPT: Mapping[str, int] = MappingProxyType({})


def empty_queues(site: Site, kept: Mapping[str, int]) -> tuple[int, Mapping[str, int]]:
    """Redrive every queue in which more lies than was kept before; return how many messages left, and how many stay."""
    waiting = site.waiting()
    results = {
        str(stage): redrive(site.target, stage) for stage in REDRIVE_ORDER if waiting[stage] > kept.get(stage, 0)
    }
    staying = {stage: len(each.poison) + len(each.failed) for stage, each in results.items()}
    return sum(each.redriven + each.duplicate + each.repeats for each in results.values()), {**kept, **staying}


def reconcile_all(site: Site) -> int:
    """How many transactions had no score; all of them have one now, but for what can have none."""
    return reconcile(site.target, grace=timedelta(0), explain=False).scored
