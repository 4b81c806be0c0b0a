"""The program keeps every policy, in both stacks; a change that breaks one is found, and told by that one alone."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from pulumi_policy import EnforcementLevel

from emulator.program.compliance import review
from emulator.program.monitor import Resource
from policy.pack import POLICIES
from tests.policy.seed import Seed, add_statement, allow_action, recorded
from tests.policy.seeds_access import ACCESS
from tests.policy.seeds_operation import OPERATION

SEEDS = [*ACCESS, *OPERATION]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_program_keeps_every_policy(stack: str) -> None:
    found = review(recorded(stack), POLICIES)
    assert found.violations == ()
    assert found.skipped == ()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.policy}: {seed.says}")
def test_a_violation_is_found_by_its_policy_alone_and_named(seed: Seed) -> None:
    (violation,) = _new_violations(seed.sow(recorded("prod")), recorded("prod"))
    assert violation.startswith(f"{seed.policy}: ")
    assert seed.says in violation


def test_every_policy_has_a_seeded_violation() -> None:
    mandatory = {policy.name for policy in POLICIES if policy.enforcement_level is EnforcementLevel.MANDATORY}
    assert mandatory == {seed.policy for seed in SEEDS}


def test_every_policy_is_described_in_one_sentence() -> None:
    for policy in POLICIES:
        assert policy.description.endswith(".")
        assert "\n" not in policy.description


@pytest.mark.parametrize(
    "seed", [seed for seed in SEEDS if seed.policy.startswith("production-")], ids=lambda s: s.says
)
def test_what_production_must_not_development_may(seed: Seed) -> None:
    resources = [_of_development(resource) for resource in recorded("prod")]
    assert not _new_violations(seed.sow(resources), resources)


def test_a_stack_is_production_by_its_suffix_too() -> None:
    seed = next(seed for seed in SEEDS if seed.policy == "production-methods-authenticated")
    renamed = [replace(each, urn=each.urn.replace(":prod:", ":main:")) for each in recorded("prod")]
    assert len(_new_violations(seed.sow(renamed), renamed)) == 1


def test_a_preview_judges_all_but_the_documents_whose_arns_aws_has_yet_to_choose() -> None:
    found = review(recorded("prod", preview=True), POLICIES)
    assert found.violations == ()
    policies_on_documents = {
        "no-wildcard-grants",
        "no-public-principals",
        "asynchronous-invocations-bounded",
        "functions-have-dead-letters",
    }
    assert {policy for policy, _ in found.skipped} <= policies_on_documents
    types = {resource.name: resource.type.rpartition(":")[2] for resource in recorded("prod", preview=True)}
    assert {types[name] for _, name in found.skipped if name} <= {"RolePolicy", "QueuePolicy", "TopicPolicy", "Policy"}


@pytest.mark.parametrize(
    "seed",
    [seed for seed in SEEDS if seed.policy != "asynchronous-invocations-bounded" and "policy" not in seed.resource],
    ids=lambda seed: f"{seed.policy}: {seed.says}",
)
def test_a_violation_is_found_in_a_preview_already(seed: Seed) -> None:
    resources = recorded("prod", preview=True)
    (violation,) = _new_violations(seed.sow(resources), resources)
    assert violation.startswith(f"{seed.policy}: ")


def test_a_service_may_invoke_only_what_bounds_its_retries_and_has_a_queue() -> None:
    resources = [
        replace(
            each, inputs={**each.inputs, "principal": "sns.amazonaws.com"}, state={**each.state, "principal": "sns"}
        )
        if each.type == "aws:lambda/permission:Permission"
        else each
        for each in recorded("prod")
    ]
    found = _new_violations(resources, recorded("prod"))
    assert {violation.partition(";")[0] for violation in found} == {
        *(
            f"asynchronous-invocations-bounded: {name}: asynchronous retries are not bounded"
            for name in ("transaction-ingestion", "transaction-decision", "fraud-queries")
        ),
        *(
            f"functions-have-dead-letters: {name}: failed events are lost"
            for name in ("transaction-decision", "fraud-queries")
        ),
    }


def test_a_function_without_a_queue_may_not_be_invoked_through_its_alias_either() -> None:
    resources = recorded("prod")
    (function,) = (each for each in resources if each.name == "transaction-decision" and each.custom)
    change = allow_action("lambda:InvokeFunction", f"{function.state['arn']}:live")
    seed = Seed(policy="", resource="fraud-feedback-policy", change=change, says="")

    found = _new_violations(seed.sow(resources), resources)

    assert [each for each in found if each.startswith("functions-have-dead-letters: transaction-decision: ")]


def test_a_role_that_says_that_it_waits_for_the_answer_asks_no_queue_of_the_function() -> None:
    resources = recorded("prod")
    (function,) = (each for each in resources if each.name == "fraud-queries" and each.custom)

    def violations(sid: str) -> set[str]:
        right = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": function.state["arn"]}
        change = add_statement(Sid=sid, **right)
        seed = Seed(policy="", resource="fraud-feedback-policy", change=change, says="")
        return _new_violations(seed.sow(resources), resources)

    assert violations("AskQueries") == set()
    assert any("functions-have-dead-letters: fraud-queries" in each for each in violations("InvokeQueries"))


def _new_violations(changed: Sequence[Resource], before: Sequence[Resource]) -> set[str]:
    """Return the violations of the changed resources that the resources before have not."""
    return set(review(changed, POLICIES).violations) - set(review(before, POLICIES).violations)


def _of_development(resource: Resource) -> Resource:
    """Return the same resource under its name in the dev stack."""

    def renamed(properties: object) -> dict[str, object]:
        text: dict[str, object] = json.loads(json.dumps(properties, default=str).replace("-prod", "-dev"))
        if "tags" in text:
            text["tags"] = {"Environment": "dev"}
        return text

    urn = resource.urn.replace(":prod:", ":dev:")
    return replace(resource, urn=urn, inputs=renamed(resource.inputs), state=renamed(resource.state))
