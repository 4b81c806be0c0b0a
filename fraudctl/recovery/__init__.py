"""Bringing back what could not go on: redrive, from a dead-letter queue, and reconcile, from the tables."""

from fraudctl.recovery.outcomes import Redriven
from fraudctl.recovery.reconciling import Reconciled, reconcile
from fraudctl.recovery.stage_queues import STAGES, Stage, redrive

__all__ = ["STAGES", "Reconciled", "Redriven", "Stage", "reconcile", "redrive"]
