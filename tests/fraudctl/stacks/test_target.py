"""Commands talk to a stack on AWS in the region where it is, under the profile that deploys it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError

from fraudctl.errors import CommandError
from fraudctl.stacks import pulumi_cli
from fraudctl.stacks.target import Target

ON_AWS = {"api_endpoint": "https://y", "fraud_alerts_topic_arn": "arn:aws:sns:eu-central-1:1:fraud-alerts"}
OLD = {"api_endpoint": "https://y"}


@pytest.fixture
def pulumi_knows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Have the Pulumi CLI know a stack and its configuration; the shell has set nothing."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "config"
    config.write_text("[profile company]\nregion = ap-south-1\n[default]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))

    def knows(outputs: dict[str, str], **settings: str) -> None:
        monkeypatch.setattr(pulumi_cli, "stack_outputs", lambda _: outputs)
        monkeypatch.setattr(pulumi_cli, "stack_setting", lambda _, key: settings.get(key.removeprefix("aws:")))

    return knows


def test_a_stack_is_where_its_topic_is_whatever_is_set_here(
    pulumi_knows: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi_knows(ON_AWS, region="us-east-1")
    monkeypatch.setenv("AWS_REGION", "us-west-2")

    assert Target.find("prod").region == "eu-central-1"


def test_without_a_topic_the_region_is_that_of_the_configuration(
    pulumi_knows: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi_knows(OLD, region="eu-north-1")
    monkeypatch.setenv("AWS_REGION", "us-west-2")

    assert Target.find("prod").region == "eu-north-1"


@pytest.mark.parametrize(
    ("variables", "region"),
    [
        ({"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-west-1"}, "us-west-2"),
        ({"AWS_DEFAULT_REGION": "us-west-1", "AWS_PROFILE": "company"}, "us-west-1"),
        ({"AWS_PROFILE": "company"}, "ap-south-1"),
        ({"AWS_REGION": "", "AWS_PROFILE": "company"}, "ap-south-1"),
    ],
)
def test_without_either_it_is_the_one_that_the_sdk_finds(
    variables: dict[str, str], region: str, pulumi_knows: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi_knows(OLD)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert Target.find("prod").region == region


def test_a_region_that_nobody_knows_is_said_with_what_to_set(pulumi_knows: Callable[..., None]) -> None:
    pulumi_knows(OLD)

    with pytest.raises(CommandError, match=r"region of stack prod is not known: set AWS_REGION, or `pulumi config set"):
        Target.find("prod")


def test_a_stack_that_is_not_deployed_would_be_where_its_configuration_or_the_sdk_says(
    pulumi_knows: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi_knows({})
    with pytest.raises(CommandError, match="set AWS_REGION"):
        Target.undeployed("prod", {})
    assert Target.undeployed("prod", {"aws:profile": "company"}).region == "ap-south-1"
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    assert Target.undeployed("prod", {}).region == "us-west-2"
    assert Target.undeployed("prod", {"aws:region": "eu-north-1"}).region == "eu-north-1"


def test_the_profile_that_deploys_the_stack_is_the_one_that_asks_it(pulumi_knows: Callable[..., None]) -> None:
    pulumi_knows(OLD, profile="company")

    found = Target.find("prod")

    assert (found.region, found.profile) == ("ap-south-1", "company")


def test_a_profile_that_is_not_there_is_an_error_of_the_sdk_which_says_it(pulumi_knows: Callable[..., None]) -> None:
    pulumi_knows(ON_AWS, profile="nobody")

    with pytest.raises(BotoCoreError, match="nobody"):
        Target.find("prod").client("sqs")


@pytest.mark.parametrize("outputs", [OLD, ON_AWS])
def test_settings_that_the_sdk_cannot_read_are_said_in_a_line(
    outputs: dict[str, str], pulumi_knows: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi_knows(outputs, region="us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")
    monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", "long")

    with pytest.raises(CommandError, match="AWS settings"):
        Target.find("prod").credentials()


def test_a_stack_without_outputs_is_said_to_be_not_deployed(pulumi_knows: Callable[..., None]) -> None:
    pulumi_knows({})

    with pytest.raises(CommandError, match=r"^stack prod has no outputs: run `pulumi up --stack prod` first$"):
        Target.find("prod")


def test_an_output_that_is_missing_is_named_with_what_brings_it() -> None:
    target = Target(stack="prod", region="us-east-1", exports=OLD)

    assert target.exports["api_endpoint"] == "https://y"
    with pytest.raises(CommandError, match=r"prod has no output scoring_queue_url, .*: run `pulumi up --stack prod`"):
        target.exports["scoring_queue_url"]
    assert target.exports.get("scoring_queue_url") is None


def test_a_stacks_outputs_may_be_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulumi_cli, "stack_outputs", None)
    (tmp_path / "prod.json").write_text(json.dumps(ON_AWS))

    target = Target.find(str(tmp_path / "prod.json"))

    assert (target.stack, target.region, dict(target.exports)) == ("prod", "eu-central-1", ON_AWS)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "holds no outputs of a stack"),
        ("api_endpoint: x", "holds no outputs of a stack"),
        ("{}", "stack prod has no outputs"),
    ],
)
def test_a_file_without_outputs_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "prod.json").write_text(content)

    with pytest.raises(CommandError, match=said):
        Target.find(str(tmp_path / "prod.json"))
