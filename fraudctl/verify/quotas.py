"""The account's quotas beside what the stack is set to."""

from collections.abc import Iterator
from typing import Any

from fraudctl.adopt.find_api import find_rest_api
from fraudctl.adopt.registry import Account
from fraudctl.capacity.needs import CapacityLimits
from fraudctl.errors import CommandError
from fraudctl.observe.figures_from_metrics import api_name
from fraudctl.observe.logs import function_names
from fraudctl.verify.check import CheckResult, StackCheck, failed, ok, run_check, warning
from fraudctl.verify.verified_stack import VerifiedStack

UNRESERVED = 100
"""Executions that Lambda keeps for functions without a reservation: its developer guide, "Reserved concurrency"."""

USUAL = CapacityLimits()
"""Quotas of an account as AWS has them by default."""

ALL_METHODS = "*/*"


def quota_checks(stack: VerifiedStack) -> Iterator[StackCheck]:
    """Yield a check for each service."""
    yield run_check("quotas", "Lambda's concurrency", lambda: _concurrency(stack))
    yield run_check("quotas", "API Gateway's throttle", lambda: _throttle(stack))
    yield run_check("quotas", "DynamoDB's writes", lambda: _writes(stack))


def _concurrency(stack: VerifiedStack) -> CheckResult:
    client, names = stack.target.client("lambda"), function_names(stack.target)
    limits = client.get_account_settings()["AccountLimit"]
    reserved = {
        stage: found["ReservedConcurrentExecutions"]
        for stage, name in names.items()
        if "ReservedConcurrentExecutions" in (found := client.get_function_concurrency(FunctionName=name))
    }
    if stopped := [stage for stage, number in reserved.items() if number == 0]:
        return failed(
            f"no concurrency at all for {', '.join(stopped)}", "somebody turned it off: `pulumi up` resets it"
        )
    total, left = limits["ConcurrentExecutions"], limits.get("UnreservedConcurrentExecutions", UNRESERVED)
    kept = ", ".join(f"{number} for {stage}" for stage, number in reserved.items()) or "none for this stack"
    found = f"{total:,} in the account, {left:,} of them unreserved; reserved: {kept}"
    if left < UNRESERVED or total < USUAL.concurrency / 2:
        return warning(found, "raise Lambda's concurrent executions quota; `fraudctl capacity` says what a load needs")
    return ok(found)


def _throttle(stack: VerifiedStack) -> CheckResult:
    client = stack.target.client("apigateway")
    account, stage = client.get_account()["throttleSettings"], _stage(stack, client)
    settings = stage["methodSettings"].get(ALL_METHODS, {})
    rate, burst = settings.get("throttlingRateLimit", 0), settings.get("throttlingBurstLimit", 0)
    found = (
        f"{rate:,.0f}/s, burst {burst:,}; the account {account['rateLimit']:,.0f}/s, burst {account['burstLimit']:,}"
    )
    if not rate:
        return failed("the stage lets nobody in", "`pulumi up` sets throttleRate and throttleBurst")
    if rate > account["rateLimit"] or burst > account["burstLimit"]:
        return warning(found, "raise API Gateway's throttle quota, or lower throttleRate and throttleBurst")
    return ok(found)


def _stage(stack: VerifiedStack, client: Any) -> Any:
    account, name = (
        Account(number="", region=stack.target.region, make_client=stack.target.client),
        api_name(stack.target),
    )
    live = find_rest_api(account, {"name": name})
    if live is None:
        raise CommandError(f"there is no API {name}: `pulumi up` makes it")
    return client.get_stages(restApiId=live.id)["item"][0]


def _writes(stack: VerifiedStack) -> CheckResult:
    limits = stack.target.client("dynamodb").describe_limits()
    table, account = limits["TableMaxWriteCapacityUnits"], limits["AccountMaxWriteCapacityUnits"]
    found = f"{table:,} units/s a table, {account:,} in the account"
    if table < USUAL.table_writes:
        return warning(found, "raise DynamoDB's table write quota; `fraudctl capacity` says what a load needs")
    return ok(found)
