"""A payment of nobody's that is decided end to end: dry, then for good, scored, read back, and removed.

It harms nothing: its customer and its merchant have its own id for a name, so no profile, list or count of anybody else
has a part in it, and it has no terminal, card or device. It is sent for good only where the dry run approved it below
every threshold, so nobody is alerted, no review is opened and no event is published. It does count as one transaction
in the stack's metrics.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from secrets import token_hex
from typing import Any, Protocol

from fraudctl.client.connection import ApiResponse
from fraudctl.verify.check import CheckResult, StackCheck, failed, ok, run_check, warning
from handlers.contract.transaction import milliseconds

GROUP = "decision"

BEGINNING = "verify-"
"""The beginning of the id, by which everybody knows such a payment."""

AMOUNT = 1
"""Without a currency."""

BETWEEN = 0.5
"""Seconds between two looks for the score."""

ALLOW = "attach the stack's export {policy} to who verifies"


def payment_of_nobody(now: datetime) -> dict[str, Any]:
    """Return a payment of nobody's."""
    name = f"{BEGINNING}{token_hex(12)}"
    return {
        "transaction_id": name,
        "amount": AMOUNT,
        "merchant": name,
        "customer_id": name,
        "timestamp": milliseconds(now),
    }


class PaymentApi(Protocol):
    """The routes of a stack that a payment takes."""

    def decide(self, body: bytes, query: str) -> ApiResponse:
        """Post to /decisions."""

    def store(self, body: bytes) -> ApiResponse:
        """Post to /transactions."""

    def read(self, transaction_id: str) -> ApiResponse:
        """Get a transaction."""


@dataclass(frozen=True, kw_only=True)
class DecidedPayment:
    """The way of one payment through a stack, a check a step; where one fails, those after it are left out."""

    api: PaymentApi
    threshold: Decimal
    """The lowest score above which a strategy of the stack alerts."""
    seconds: float
    """The longest time until it is scored."""
    remove: Callable[[dict[str, Any]], CheckResult]
    payment: dict[str, Any]
    wait: Callable[[float], object] = time.sleep

    def checks(self) -> Iterator[StackCheck]:
        """Yield the checks."""
        for name, check in {
            "a dry run is approved": self._dry_run,
            "a decision": self._decided,
            "the same, to be stored": self._repeated,
            "its score, read back": self._scored,
            "its removal": lambda: self.remove(self.payment),
        }.items():
            done = run_check(GROUP, name, check)
            yield done
            if done.state != "ok":
                return

    @property
    def _body(self) -> bytes:
        return json.dumps(self.payment).encode()

    def _dry_run(self) -> CheckResult:
        answer = self.api.decide(self._body, "?dry_run=true")
        if refused := _refused(answer, "decide_policy_arn"):
            return refused
        outcome, score = answer.body["outcome"], Decimal(answer.body["score"])
        found = f"{outcome}, score {score}, in {answer.seconds * 1000:,.0f} ms"
        if outcome != "approve" or score > self.threshold:
            advice = "nothing more was tried: for good, it would alert people. Is an override on, or does a rule fire?"
            return warning(found, advice)
        return ok(found)

    def _decided(self) -> CheckResult:
        answer = self.api.decide(self._body, "")
        if refused := _refused(answer, "decide_policy_arn"):
            return refused
        found = f"{answer.body['outcome']} in {answer.seconds * 1000:,.0f} ms"
        if degraded := answer.body.get("degraded"):
            return failed(f"{found}, without {', '.join(degraded)}", "`fraudctl status`, and the runbook's `degraded`")
        return ok(found)

    def _repeated(self) -> CheckResult:
        answer = self.api.store(self._body)
        if refused := _refused(answer, "client_policy_arn"):
            return refused
        if not answer.body.get("duplicate"):
            return failed("it was stored a second time", "report this: one id must have one transaction")
        return ok("a duplicate, as it has to be")

    def _scored(self) -> CheckResult:
        name, started = self.payment["transaction_id"], time.monotonic()
        while True:
            answer = self.api.read(name)
            if refused := _refused(answer, "read_policy_arn"):
                return refused
            decision, took = answer.body.get("decision") or {}, time.monotonic() - started
            if decision.get("scored_at"):
                return ok(f"{decision['outcome']}, score {decision['score']}; there within {took:,.1f} s")
            if took >= self.seconds:
                advice = f"`fraudctl trace {name}` shows how far it came; it stays, to be looked at"
                return failed(f"not scored within {self.seconds:g} s", advice)
            self.wait(BETWEEN)


def _refused(answer: ApiResponse, policy: str) -> CheckResult | None:
    """Return what is wrong with an answer that is not 200."""
    if answer.status == HTTPStatus.OK:
        return None
    found = f"{answer.status}: {answer.body.get('error') or answer.body.get('message') or 'no reason given'}"
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return failed(found, ALLOW.format(policy=policy))
    return failed(found, "`fraudctl status` and `fraudctl logs` say more")
