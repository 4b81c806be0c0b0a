"""Resource policies: each queue and topic has one, made by its own component, before anybody may send."""

import json

import pytest

from tests.components.stacks import DryRunStack, elsewhere

POLICIES = {"sqs/queuePolicy:QueuePolicy": "sqs/queue:Queue", "sns/topicPolicy:TopicPolicy": "sns/topic:Topic"}


@pytest.mark.parametrize(("kind", "of"), POLICIES.items())
def test_the_policy_is_made_by_the_component_of_its_queue_or_topic(stack: DryRunStack, kind: str, of: str) -> None:
    parents = {each.urn: each.parent for each in stack.all(of)}

    for policy in stack.all(kind):
        (resource,) = [urn for urn in policy.dependencies if urn in parents]
        assert policy.parent == parents[resource]


def test_every_queue_and_topic_has_one(stack: DryRunStack) -> None:
    for kind, of in POLICIES.items():
        assert len(stack.all(kind)) == len(stack.all(of))


ACTIONS = {
    "sqs/queuePolicy:QueuePolicy": ("sqs:SendMessage", "sqs:*"),
    "sns/topicPolicy:TopicPolicy": ("sns:Publish",) * 2,
}
"""The action that is denied to all but the sender, and those that are denied to everybody without TLS."""


@pytest.mark.parametrize("kind", ACTIONS)
def test_every_policy_denies_other_senders_and_unencrypted_connections(stack: DryRunStack, kind: str) -> None:
    send, everything = ACTIONS[kind]
    for policy in stack.all(kind):
        (of,) = [each for each in stack.all(POLICIES[kind]) if each.urn in policy.dependencies]
        deny = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Resource": of.state["arn"]}
        found = {each["Sid"]: each for each in json.loads(policy.inputs["policy"])["Statement"]}
        unencrypted = {"Bool": {"aws:SecureTransport": "false"}}
        assert found["OnlyByTls"] == {**deny, "Sid": "OnlyByTls", "Action": everything, "Condition": unencrypted}
        if policy.name.endswith("-guard"):
            sid = "OnlyItsAccount" if policy.name == "fraud-events-guard" else "OnlyItsSender"
            assert {**found[sid], "Condition": {}} == {
                **deny,
                "Sid": sid,
                "Action": send,
                "Condition": {},
            }


def test_unencrypted_connections_are_let_in_only_where_config_says_so(unsecured: DryRunStack) -> None:
    assert not [each for kind in ACTIONS for each in unsecured.all(kind) if "SecureTransport" in each.inputs["policy"]]


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1"])
def test_only_the_scorers_role_may_publish_alerts_by_the_arn_that_it_will_have(
    longest: DryRunStack, region: str
) -> None:
    stack = longest if region == "us-east-1" else elsewhere(region)

    policy = json.loads(stack.one("sns/topicPolicy:TopicPolicy", "fraud-alerts-guard").inputs["policy"])
    (statement,) = (each for each in policy["Statement"] if each["Sid"] == "OnlyItsSender")
    role = stack.one("iam/role:Role", "fraud-scorer-role").state["arn"]
    sessions = role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/*"
    assert statement["Effect"] == "Deny"
    assert statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"] == [role, sessions]


def senders(stack: DryRunStack, queue: str) -> list[str]:
    """Return the names of the roles that may send to a queue."""
    policy = json.loads(stack.one("sqs/queuePolicy:QueuePolicy", f"{queue}-guard").inputs["policy"])
    (statement,) = (each for each in policy["Statement"] if each["Sid"] == "OnlyItsSender")
    assert statement["Effect"] == "Deny"
    arns = statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
    assert arns[1::2] == [
        each.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/*" for each in arns[::2]
    ]
    known = {each.state["arn"]: each.name for each in stack.all("iam/role:Role")}
    return [known[each] for each in arns[::2]]


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1"])
def test_only_a_functions_own_role_may_send_to_its_queue_and_decisions_to_ingestions(
    longest: DryRunStack, region: str
) -> None:
    stack = longest if region == "us-east-1" else elsewhere(region)

    found = {each.name: senders(stack, each.name) for each in stack.all("sqs/queue:Queue")}
    assert found == {
        "transaction-ingestion-dlq": ["transaction-ingestion-role", "transaction-decision-role"],
        "transaction-processor-dlq": ["transaction-processor-role"],
        "fraud-scorer-dlq": ["fraud-scorer-role"],
        "fraud-feedback-dlq": ["fraud-feedback-role"],
    }


def test_the_alerts_topic_has_its_policy_before_there_is_any_role(stack: DryRunStack) -> None:
    made = [each.urn for each in stack.made]
    policy = stack.one("sns/topicPolicy:TopicPolicy", "fraud-alerts-guard")

    assert not set(policy.dependencies) & {each.urn for each in stack.all("iam/role:Role")}
    assert made.index(policy.urn) > made.index(stack.one("sns/topic:Topic", "fraud-alerts").urn)


def test_a_running_stack_keeps_the_policy_that_scoring_made(stack: DryRunStack, suffix: str) -> None:
    policy = stack.one("sns/topicPolicy:TopicPolicy", "fraud-alerts-guard")

    former = "fraud:index:Scoring$aws:sns/topicPolicy:TopicPolicy::fraud-alerts-guard"
    assert policy.aliases == (f"urn:pulumi:{suffix}::fraud-detection::{former}",)
