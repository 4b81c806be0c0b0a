"""Recovery of what the pipeline could not finish: redrive from a dead-letter queue, and reconcile from the tables."""

from fraudctl.recovery.reconciling import ReconcileResult, reconcile_scores
from fraudctl.recovery.redrive_result import RedriveResult
from fraudctl.recovery.redriving import REDRIVE_ORDER, Stage, redrive_queue
from fraudctl.recovery.webhooks import WEBHOOKS, redrive_webhooks, webhook_queues

__all__ = [
    "REDRIVE_ORDER",
    "WEBHOOKS",
    "ReconcileResult",
    "RedriveResult",
    "Stage",
    "reconcile_scores",
    "redrive_queue",
    "redrive_webhooks",
    "webhook_queues",
]
