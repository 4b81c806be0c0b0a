"""The verification of a stack: all checks, in the order in which a person reads them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from fraudctl.errors import CommandError
from fraudctl.rollout.running import running_strategies
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.verify.check import StackCheck
from fraudctl.verify.clock import clock_checks
from fraudctl.verify.decided_payment import DecidedPayment, payment_of_nobody
from fraudctl.verify.on_stack import StackApi, remove_payment
from fraudctl.verify.permissions import permission_checks
from fraudctl.verify.pipeline import Pipeline
from fraudctl.verify.protection import Protection
from fraudctl.verify.quotas import quota_checks
from fraudctl.verify.strategies import lowest_threshold, strategy_checks
from fraudctl.verify.subscribers import subscriber_checks
from fraudctl.verify.verified_stack import VerifiedStack


def verify(stack: VerifiedStack, seconds: float) -> Iterator[StackCheck]:
    """Yield the result of each check as it is there; a payment must be scored within so many seconds.

    Raises:
        CommandError: the stack has no API, as an older release deployed it.
    """
    yield from clock_checks(stack)
    yield from permission_checks(stack)
    yield from strategy_checks(stack)
    yield from _decided_payment(stack, seconds)
    yield from Pipeline(stack).checks()
    yield from subscriber_checks(stack)
    yield from quota_checks(stack)
    yield from Protection(stack).checks()


def _decided_payment(stack: VerifiedStack, seconds: float) -> Iterator[StackCheck]:
    target = stack.target
    try:
        running = running_strategies(DeployedStrategies.of(target))
    except CommandError:  # the check of the strategies has said so; by what nobody can read, nothing is tried
        return
    payment = DecidedPayment(
        api=StackApi(target),
        threshold=lowest_threshold(running, target.exports.get("alert_threshold")),
        seconds=seconds,
        remove=partial(remove_payment, target, list(running.strategies.values())),
        payment=payment_of_nobody(datetime.now(UTC)),
    )
    yield from payment.checks()
