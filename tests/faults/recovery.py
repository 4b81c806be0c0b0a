"""What brings back what the faults left behind: the code behind `fraudctl redrive` and `fraudctl reconcile`."""

from datetime import timedelta

from fraudctl.recovery import STAGES, reconcile, redrive
from tests.faults.site import Site


def empty_queues(site: Site) -> tuple[int, int]:
    """Redrives every queue in which something lies; how many messages left it, and how many stay."""
    waiting = site.waiting()
    results = [redrive(site.target, stage) for stage in STAGES if waiting[stage]]
    redriven = sum(each.redriven + each.duplicate + each.repeats for each in results)
    return redriven, sum(len(each.poison) + len(each.failed) for each in results)


def reconcile_all(site: Site) -> int:
    """How many transactions had no score; all of them have one now, but for what can have none."""
    return reconcile(site.target, grace=timedelta(0), explain=False).scored
