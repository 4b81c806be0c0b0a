"""Recovery of what the pipeline could not finish: redrive from a dead-letter queue, and reconcile from the tables."""

from fraudctl.recovery.reconciling import ReconcileResult, reconcile
from fraudctl.recovery.redrive_result import RedriveResult
from fraudctl.recovery.redriving import REDRIVE_ORDER, Stage, redrive

__all__ = ["REDRIVE_ORDER", "ReconcileResult", "RedriveResult", "Stage", "reconcile", "redrive"]
