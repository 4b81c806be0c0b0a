"""Monitoring: the alarms, the one that sums them up, the topic that tells of them, and the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.context import here
from components.monitoring.alarms import Notice, install
from components.monitoring.dashboard import body
from components.monitoring.operations_topic import OperationsTopic, OperationsTopicArgs
from components.monitoring.pipeline_alarms import alarms
from components.monitoring.targets import Limits, Watched
from components.storage.key import Key
from components.storage.subscriptions import Subscribers


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What is watched, how much is too much, whom to tell, and the address of the runbook."""

    watched: Watched
    limits: Limits
    subscribers: Subscribers
    runbook: str
    key: Key | None
    require_tls: bool


class Monitoring(ComponentResource):
    """Hands out the dashboard's address, and the topic that alarms tell of themselves."""

    def __init__(self, name: str, args: MonitoringArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Monitoring", name, {}, opts)
        child = ResourceOptions(parent=self)
        suffix, place = args.watched.suffix, here()
        topic = OperationsTopic(
            "fraud-operations",
            OperationsTopicArgs(
                suffix=suffix, subscribers=args.subscribers, key=args.key, require_tls=args.require_tls
            ),
            opts=child,
        )
        notice = Notice(suffix=suffix, topic_arn=topic.arn, runbook=args.runbook)
        installed = [(alarm, install(alarm, notice, child)) for alarm in alarms(args.watched, args.limits)]
        harmful = [made.name for alarm, made in installed if alarm.harm]
        unhealthy = cloudwatch.CompositeAlarm(
            "fraud-pipeline-unhealthy",
            alarm_name=f"fraud-pipeline-unhealthy-{suffix}",
            alarm_description=notice.description(
                "Transactions are refused, late, unscored or lost.", "pipeline-unhealthy"
            ),
            alarm_rule=Output.all(*harmful).apply(_any_of),
            alarm_actions=[topic.arn],
            ok_actions=[topic.arn],
            opts=child,
        )
        dashboard = cloudwatch.Dashboard(
            "fraud-detection-dashboard",
            dashboard_name=f"fraud-detection-{suffix}",
            dashboard_body=body(args.watched, place.region, [unhealthy.arn, *(made.arn for _, made in installed)]),
            opts=child,
        )
        self.operations_topic_arn = topic.arn
        self.dashboard_url = Output.all(place, dashboard.dashboard_name).apply(
            lambda found: found[0].dashboard_url(found[1])
        )
        self.register_outputs({"dashboard_url": self.dashboard_url, "operations_topic_arn": self.operations_topic_arn})


def _any_of(names: Sequence[str]) -> str:
    return " OR ".join(f'ALARM("{name}")' for name in names)
