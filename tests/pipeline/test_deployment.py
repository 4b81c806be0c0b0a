"""A deployment that cannot be says in one line why not."""

import os
import signal
from pathlib import Path

import pytest

from emulator.deployment import deploy
from emulator.emulator import Emulator
from emulator.errors import (
    DeploymentFailedError,
    EmulatorDiedError,
    StackNotFoundError,
    UnknownPropertyError,
    UnsupportedResourceError,
)


@pytest.fixture
def tiny_project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    return tmp_path


def test_what_the_emulator_refuses_is_told_in_one_line(emulator: Emulator, tiny_project: Path) -> None:
    (tiny_project / "__main__.py").write_text(
        "from pulumi_aws import sns\nsns.TopicSubscription('lost', topic='arn:aws:sns:us-east-1:000000000000:none', "
        "protocol='email', endpoint='a@example.com')\n"
    )
    with pytest.raises(DeploymentFailedError, match=r"cannot make aws:sns/topicSubscription.* lost: ") as raised:
        deploy(emulator, "dev", project=tiny_project)
    assert "\n" not in str(raised.value)


def test_what_boto3_refuses_is_told_in_one_line(emulator: Emulator, tiny_project: Path) -> None:
    (tiny_project / "__main__.py").write_text(
        "from pulumi_aws import cloudwatch\n"
        "cloudwatch.MetricAlarm('never', name='a', comparison_operator='GreaterThanThreshold', evaluation_periods=0,"
        " metric_name='Errors', namespace='AWS/Lambda', period=60, statistic='Sum', threshold=1)\n"
    )
    refused = "cannot make aws:cloudwatch/metricAlarm:MetricAlarm never: "
    with pytest.raises(DeploymentFailedError, match=refused) as raised:
        deploy(emulator, "dev", project=tiny_project)
    assert "\n" not in str(raised.value)


def test_a_property_that_would_be_ignored_ends_the_deployment(emulator: Emulator, tiny_project: Path) -> None:
    (tiny_project / "__main__.py").write_text(
        "from pulumi_aws import sqs\nsqs.Queue('fifo', name='q.fifo', fifo_queue=True)\n"
    )
    with pytest.raises(UnknownPropertyError, match="property fifoQueue of aws:sqs/queue:Queue fifo"):
        deploy(emulator, "dev", project=tiny_project)


def test_an_error_of_the_program_is_told_in_one_line(emulator: Emulator, tiny_project: Path) -> None:
    (tiny_project / "__main__.py").write_text("raise ValueError('suffix: must not\\nbe empty')\n")
    with pytest.raises(DeploymentFailedError, match="the program failed: suffix: must not be empty"):
        deploy(emulator, "dev", project=tiny_project)


def test_a_dead_emulator_is_named_as_the_reason(tiny_project: Path) -> None:
    (tiny_project / "__main__.py").write_text("from pulumi_aws import sqs\nsqs.Queue('queue', name='queue')\n")
    with Emulator() as mortal:
        os.kill(mortal.pid, signal.SIGKILL)
        with pytest.raises(EmulatorDiedError, match="has ended"):
            deploy(mortal, "dev", project=tiny_project)


def test_a_type_that_local_mode_cannot_make_ends_the_deployment(emulator: Emulator, tiny_project: Path) -> None:
    (tiny_project / "__main__.py").write_text("from pulumi_aws import kinesis\nkinesis.Stream('events')\n")
    with pytest.raises(
        UnsupportedResourceError, match="no provisioner for aws:kinesis/stream:Stream, the type of events"
    ):
        deploy(emulator, "dev", project=tiny_project)


def test_a_program_that_exits_is_a_failure(emulator: Emulator, tiny_project: Path) -> None:
    (tiny_project / "__main__.py").write_text("raise SystemExit('suffix: too long')\n")
    with pytest.raises(DeploymentFailedError, match="the program failed: suffix: too long"):
        deploy(emulator, "dev", project=tiny_project)


def test_an_unknown_stack_is_named(emulator: Emulator, tiny_project: Path) -> None:
    with pytest.raises(StackNotFoundError, match=r"Pulumi\.nosuch\.yaml"):
        deploy(emulator, "nosuch", project=tiny_project)
