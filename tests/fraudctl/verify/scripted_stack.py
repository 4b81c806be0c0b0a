"""A stack whose AWS answers as a test says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from fraudctl.stacks.target import Target
from fraudctl.verify.check import StackCheck
from fraudctl.verify.verified_stack import VerifiedStack

EXPORTS = {
    "transactions_table_name": "transactions-t",
    "fraud_scores_table_name": "fraud-scores-t",
    "fraud_profiles_table_name": "fraud-profiles-t",
    "fraud_decisions_table_name": "fraud-decisions-t",
    "ingestion_queue_url": "queue",
    "fraud_alerts_topic_arn": "alerts",
    "fraud_events_topic_arn": "events",
    "operations_topic_arn": "operations",
    "scoring_function_name": "fraud-scorer-t",
    "processing_function_name": "transaction-processor-t",
    "strategies_policy_arn": "arn:aws:iam::1:policy/operators",
}

Answer = Any | Callable[..., Any]


def denied(operation: str = "Asked", code: str = "AccessDenied") -> ClientError:
    """Return an error of AWS."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


class ScriptedClient:
    """A client of any service, whose operations return what is written, or call it, or raise it."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        answer = self._answers[operation]

        def call(**asked: Any) -> Any:
            found = answer(**asked) if callable(answer) else answer
            if isinstance(found, Exception):
                raise found
            return found

        return call

    def get_paginator(self, operation: str) -> "ScriptedClient":
        """Return the pages of an operation, which are one."""
        return ScriptedClient({"paginate": lambda **asked: [getattr(self, operation)(**asked)]})


@dataclass(frozen=True, kw_only=True)
class ScriptedTarget(Target):
    """A target whose clients all answer by one script."""

    answers: Mapping[str, Answer]

    def client(self, service: str, **_: Any) -> ScriptedClient:
        """Return the client, whichever service it is of."""
        del service
        return ScriptedClient(self.answers)


def scripted(
    answers: Mapping[str, Answer],
    settings: Mapping[str, str] | None = None,
    exports: Mapping[str, Any] | None = None,
) -> VerifiedStack:
    """Return a stack on AWS that answers so."""
    found = {**EXPORTS, **(exports or {})}
    return VerifiedStack(
        target=ScriptedTarget(stack="t", region="us-east-1", exports=found, answers=answers), settings=settings
    )


def states(checks: Iterable[StackCheck]) -> dict[str, str]:
    """Return the state of each check, by its name."""
    return {each.name: each.state.value for each in checks}


def only(checks: Sequence[StackCheck] | Iterable[StackCheck], name: str) -> StackCheck:
    """Return the check of this name."""
    (found,) = [each for each in checks if each.name == name]
    return found
