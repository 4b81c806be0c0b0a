"""What is guarded guards itself: a policy on a thing is made with the thing, whoever it lets in."""

import json

import pytest

from tests.components.stacks import DryRunStack, elsewhere

GUARDS = {"sqs/queuePolicy:QueuePolicy": "sqs/queue:Queue", "sns/topicPolicy:TopicPolicy": "sns/topic:Topic"}


@pytest.mark.parametrize(("policy", "thing"), GUARDS.items())
def test_a_things_policy_is_made_by_the_component_of_the_thing(stack: DryRunStack, policy: str, thing: str) -> None:
    parents = {each.urn: each.parent for each in stack.all(thing)}

    for guard in stack.all(policy):
        (guarded,) = [urn for urn in guard.dependencies if urn in parents]
        assert guard.parent == parents[guarded]


def test_every_queue_and_topic_has_one(stack: DryRunStack) -> None:
    for policy, thing in GUARDS.items():
        assert len(stack.all(policy)) == len(stack.all(thing))


USES = {
    "sqs/queuePolicy:QueuePolicy": ("sqs:SendMessage", "sqs:*"),
    "sns/topicPolicy:TopicPolicy": ("sns:Publish",) * 2,
}
"""What only its sender may do, and what nobody may over an unencrypted connection."""


@pytest.mark.parametrize("kind", USES)
def test_every_guard_denies_other_senders_and_unencrypted_connections(stack: DryRunStack, kind: str) -> None:
    send, everything = USES[kind]
    for guard in stack.all(kind):
        (thing,) = [
            each for each in stack.made if each.urn in guard.dependencies and each.type == f"aws:{GUARDS[kind]}"
        ]
        deny = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Resource": thing.state["arn"]}
        found = {each["Sid"]: each for each in json.loads(guard.inputs["policy"])["Statement"]}
        unencrypted = {"Bool": {"aws:SecureTransport": "false"}}
        assert found["OnlyByTls"] == {**deny, "Sid": "OnlyByTls", "Action": everything, "Condition": unencrypted}
        if guard.name.endswith("-guard"):
            assert {**found["OnlyItsSender"], "Condition": {}} == {
                **deny,
                "Sid": "OnlyItsSender",
                "Action": send,
                "Condition": {},
            }


def test_unencrypted_connections_are_let_in_only_where_config_says_so(unsecured: DryRunStack) -> None:
    assert not [each for kind in USES for each in unsecured.all(kind) if "SecureTransport" in each.inputs["policy"]]


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1"])
def test_only_the_scorers_role_may_publish_alerts_by_the_arn_that_it_will_have(
    longest: DryRunStack, region: str
) -> None:
    stack = longest if region == "us-east-1" else elsewhere(region)

    policy = json.loads(stack.one("sns/topicPolicy:TopicPolicy", "fraud-alerts-guard").inputs["policy"])
    (guard,) = (each for each in policy["Statement"] if each["Sid"] == "OnlyItsSender")
    role = stack.one("iam/role:Role", "fraud-scorer-role").state["arn"]
    sessions = role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/*"
    assert guard["Effect"] == "Deny"
    assert guard["Condition"]["ArnNotLike"]["aws:PrincipalArn"] == [role, sessions]


def test_the_topic_is_guarded_before_there_is_anybody_to_guard_it_for(stack: DryRunStack) -> None:
    made = [each.urn for each in stack.made]
    guard = stack.one("sns/topicPolicy:TopicPolicy", "fraud-alerts-guard")

    assert not set(guard.dependencies) & {each.urn for each in stack.all("iam/role:Role")}
    assert made.index(guard.urn) > made.index(stack.one("sns/topic:Topic", "fraud-alerts").urn)


def test_a_running_stack_keeps_the_policy_that_scoring_made(stack: DryRunStack, suffix: str) -> None:
    guard = stack.one("sns/topicPolicy:TopicPolicy", "fraud-alerts-guard")

    former = "fraud:index:Scoring$aws:sns/topicPolicy:TopicPolicy::fraud-alerts-guard"
    assert guard.aliases == (f"urn:pulumi:{suffix}::fraud-detection::{former}",)
