"""A schedule: EventBridge invokes a function every so often, with the same input each time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import cloudwatch, lambda_

from components.compute.function import Function
from components.context import Context

SHORTEST_EVENT_AGE = 60
"""Seconds, the least that EventBridge and Lambda take: the next run does what an older one has not begun."""

RETRIES = 2
"""So that a run is given up, and kept in the function's queue, only once the next ones have failed as well."""

LONGEST_RUN_AGE = 300
"""Seconds until Lambda gives a run up; its two retries come after one and two minutes."""


@dataclass(frozen=True, kw_only=True)
class ScheduleArgs:
    """`rate` as EventBridge writes it, such as `rate(1 minute)`; nothing else invokes the function asynchronously."""

    context: Context
    function: Function
    rate: str
    purpose: str
    input: Mapping[str, str]


class Schedule(ComponentResource):
    """A rule with its target, the right to invoke it, and the bounds of its retries."""

    def __init__(self, name: str, args: ScheduleArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Schedule", name, {}, opts)
        child = ResourceOptions(parent=self)
        rule = cloudwatch.EventRule(
            name,
            name=args.context.physical_name(name),
            description=args.purpose,
            schedule_expression=args.rate,
            opts=child,
        )
        allowed = lambda_.Permission(
            f"{name}-may-invoke",
            action="lambda:InvokeFunction",
            function=args.function.name,
            principal="events.amazonaws.com",
            source_arn=rule.arn,
            opts=child,
        )
        lambda_.FunctionEventInvokeConfig(
            f"{name}-retries",
            function_name=args.function.name,
            maximum_retry_attempts=RETRIES,
            maximum_event_age_in_seconds=LONGEST_RUN_AGE,
            opts=child,
        )
        cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            target_id=name,
            arn=args.function.arn,
            input=json.dumps(args.input),
            retry_policy={"maximum_event_age_in_seconds": SHORTEST_EVENT_AGE, "maximum_retry_attempts": 0},
            opts=ResourceOptions(parent=self, depends_on=[allowed]),
        )
        self.register_outputs({"rule_name": rule.name})
