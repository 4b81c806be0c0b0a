"""Every resource has the Environment tag beside its own tags."""

from pathlib import Path
from typing import Any

import pytest

from tests.components.small_program import made_by

PROGRAM = """
import pulumi
from pulumi_aws import autoscaling, lambda_, sns, sqs
from components.tags import tag_environment

pulumi.runtime.register_stack_transformation(tag_environment("dev"))
team = pulumi.Output.from_input("payments")
sqs.Queue("plain")
sqs.Queue("with-own", tags={"Team": "payments"})
sqs.Queue("with-outputs", tags={"Team": team})
sqs.Queue("all-output", tags=team.apply(lambda name: {"Team": name}))
sqs.Queue("no-output", tags=team.apply(lambda name: None))
sqs.Queue("secret", tags=pulumi.Output.secret({"Team": "payments"}))
sqs.Queue("empty", tags={})
sqs.Queue("elsewhere", tags={"Environment": "shared", "Team": "payments"})
sqs.QueuePolicy("untaggable", queue_url="https://sqs/q", policy="{}")
autoscaling.Group("other-form", max_size=1, min_size=0, tags=[
    {"key": "Team", "value": "payments", "propagate_at_launch": True},
])
autoscaling.Group("other-form-none", max_size=1, min_size=0)

class Box(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("test:index:Box", "box", {})
        sqs.Queue("inner", tags={"Team": "payments"}, opts=pulumi.ResourceOptions(parent=self))

Box()
"""
BOTH = {"Environment": "dev", "Team": "payments"}


@pytest.fixture(scope="module")
def tags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the tags of a program's resources, by logical name."""
    made = made_by(PROGRAM, tmp_path_factory.mktemp("tags"))
    return {name: each.inputs.get("tags") for name, each in made.items()}


@pytest.mark.parametrize("name", ["plain", "empty", "no-output"])
def test_what_has_no_tags_of_its_own_says_its_environment(tags: dict[str, Any], name: str) -> None:
    assert tags[name] == {"Environment": "dev"}


@pytest.mark.parametrize("name", ["with-own", "with-outputs", "all-output", "secret", "inner"])
def test_what_has_tags_keeps_them_however_they_are_given(tags: dict[str, Any], name: str) -> None:
    assert tags[name] == BOTH


def test_what_says_its_environment_itself_is_believed(tags: dict[str, Any]) -> None:
    assert tags["elsewhere"] == {"Environment": "shared", "Team": "payments"}


def test_what_takes_no_tags_gets_none(tags: dict[str, Any]) -> None:
    assert tags["untaggable"] is None
    assert tags["box"] is None


def test_tags_in_another_form_are_left_alone(tags: dict[str, Any]) -> None:
    (own,) = tags["other-form"]
    assert (own["key"], own["value"]) == ("Team", "payments")
    assert tags["other-form-none"] is None


def test_no_private_name_of_the_sdk_is_used() -> None:
    text = (Path(__file__).parents[2] / "components" / "tags.py").read_text()

    assert "_internal" not in text
    assert "._" not in text
