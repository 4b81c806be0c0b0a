"""Monitoring: the alarms, the composite alarm over the critical ones, the topic they notify, and the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.context import Context, current_location, name_prefix
from components.monitoring.alarms import AlarmTarget, create_alarm
from components.monitoring.dashboard import dashboard_body
from components.monitoring.operations_topic import OperationsTopic, OperationsTopicArgs
from components.monitoring.pipeline_alarms import pipeline_alarms
from components.monitoring.targets import MonitoringTargets, Thresholds

DASHBOARD = "fraud-detection"
"""The dashboard's name, before the stack's suffix."""


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """The parts to monitor, the alarms' thresholds, the addresses to notify, and the address of the runbook."""

    context: Context
    targets: MonitoringTargets
    thresholds: Thresholds
    emails: Sequence[str]
    runbook: str


class Monitoring(ComponentResource):
    """The alarms with their topic, and the dashboard."""

    operations_topic_arn: Output[str]
    dashboard_url: Output[str]

    def __init__(self, name: str, args: MonitoringArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Monitoring", name, {}, opts)
        child = ResourceOptions(parent=self)
        prefix, context, location = name_prefix(name, "monitoring"), args.context, current_location()
        topic = OperationsTopic(
            f"{prefix}fraud-operations", OperationsTopicArgs(context=context, emails=args.emails), opts=child
        )
        target = AlarmTarget(context=context, topic_arn=topic.arn, runbook=args.runbook)
        definitions = pipeline_alarms(args.targets, args.thresholds, suffix=context.suffix, prefix=prefix)
        alarms = [(definition, create_alarm(definition, target, child)) for definition in definitions]
        critical = [alarm.name for definition, alarm in alarms if definition.critical]
        unhealthy = cloudwatch.CompositeAlarm(
            f"{prefix}fraud-pipeline-unhealthy",
            alarm_name=context.physical_name(f"{prefix}fraud-pipeline-unhealthy"),
            alarm_description=target.description(
                "Transactions are refused, late, unscored or lost.", "pipeline-unhealthy"
            ),
            alarm_rule=Output.all(*critical).apply(_any_of),
            alarm_actions=[topic.arn],
            ok_actions=[topic.arn],
            opts=child,
        )
        alarm_arns = [unhealthy.arn, *(alarm.arn for _, alarm in alarms)]
        dashboard = cloudwatch.Dashboard(
            f"{prefix}fraud-detection-dashboard",
            dashboard_name=context.physical_name(f"{prefix}{DASHBOARD}"),
            dashboard_body=dashboard_body(args.targets, context.suffix, location.region, alarm_arns),
            opts=child,
        )
        self.operations_topic_arn = topic.arn
        self.dashboard_url = Output.all(location, dashboard.dashboard_name).apply(
            lambda found: found[0].dashboard_url(found[1])
        )
        self.register_outputs({"dashboard_url": self.dashboard_url, "operations_topic_arn": self.operations_topic_arn})


def _any_of(names: Sequence[str]) -> str:
    return " OR ".join(f'ALARM("{name}")' for name in names)
