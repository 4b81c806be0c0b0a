"""Outside the commercial regions ARNs begin, hosts end, and the console is at home elsewhere."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.components.stacks import DryRunStack, dry_run_stack, elsewhere

CONSOLES = {
    "eu-central-1": "eu-central-1.console.aws.amazon.com",
    "cn-north-1": "cn-north-1.console.amazonaws.cn",
    "us-gov-west-1": "us-gov-west-1.console.amazonaws-us-gov.com",
    "eusc-de-east-1": "eusc-de-east-1.console.amazonaws-eusc.eu",
}
PARTITIONS = {"eu": "aws", "cn": "aws-cn", "us-gov": "aws-us-gov", "eusc-de": "aws-eusc"}
SUFFIXES = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}

EVERYWHERE = {"lambda.amazonaws.com", "apigateway.amazonaws.com", "cloudwatch.amazonaws.com"} | {
    "events.amazonaws.com",
    "sns.amazonaws.com",
}
"""Service principals that are spelled the same in every partition; that of CloudWatch Logs is not one of them."""

ARN = re.compile(r"arn:(aws[a-z-]*):[a-z]")
HOST = re.compile(r"[a-z0-9.-]+\.(?:amazonaws|aws\.amazon)[a-z.-]*")


def partition(region: str) -> str:
    return PARTITIONS[region.rsplit("-", 2)[0]]


def suffix(region: str) -> str:
    return SUFFIXES.get(partition(region), "amazonaws.com")


@pytest.fixture(params=sorted(CONSOLES), scope="module")
def region(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def stack(region: str) -> DryRunStack:
    return elsewhere(region)


def texts(value: Any) -> Iterator[str]:
    """Yield every text within a value."""
    match value:
        case dict():
            for key, item in value.items():
                yield from texts(key)
                yield from texts(item)
        case list() | tuple():
            for item in value:
                yield from texts(item)
        case str():
            yield value


def all_texts(stack: DryRunStack) -> list[str]:
    inputs = [{key: value for key, value in each.inputs.items() if key != "code"} for each in stack.made]
    return [*texts(inputs), *texts(dict(stack.run.exports))]


def test_no_arn_is_of_another_partition(stack: DryRunStack, region: str) -> None:
    found = {match for text in all_texts(stack) for match in ARN.findall(text)}

    assert found == {partition(region)}


def test_no_host_is_of_another_partition(stack: DryRunStack, region: str) -> None:
    hosts = {match for text in all_texts(stack) for match in HOST.findall(text)} - EVERYWHERE

    console = {CONSOLES[region]}
    assert hosts >= console
    assert {host for host in hosts - console if not host.endswith(f".{region}.{suffix(region)}")} == set()


def test_the_dashboards_link_leads_to_the_partitions_console(stack: DryRunStack, region: str) -> None:
    assert stack.run.exports["dashboard_url"] == (
        f"https://{CONSOLES[region]}/cloudwatch/home?region={region}#dashboards/dashboard/fraud-detection-prod"
    )


def test_logs_may_use_the_key_under_the_name_they_have_there(stack: DryRunStack, region: str) -> None:
    statements = json.loads(stack.one("kms/key:Key").inputs["policy"])["Statement"]

    (logs,) = (each["Principal"]["Service"] for each in statements if each["Sid"] == "Logs")
    assert logs == f"logs.{region}.{suffix(region)}"


def test_a_partition_whose_console_is_not_known_gets_no_wrong_link() -> None:
    url = dry_run_stack("dev", region="us-iso-east-1").run.exports["dashboard_url"]

    assert "http" not in url
    assert "fraud-detection-dev" in url
