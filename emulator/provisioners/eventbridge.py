"""EventBridge's rules that run by the clock, and their targets."""

from typing import Any

from emulator.errors import DeploymentFailedError
from emulator.provisioners.property_map import Nested, PropertyMap
from emulator.provisioners.registry import Cloud, Made, Wanted, provisions, tag_list

RULE: PropertyMap = {
    "name": "Name",
    "description": "Description",
    "scheduleExpression": "ScheduleExpression",
    "state": "State",
    "tags": "Tags",
}
TARGET: PropertyMap = {
    "rule": "Rule",
    "targetId": "Id",
    "arn": "Arn",
    "input": "Input",
    "retryPolicy": Nested(
        "RetryPolicy",
        {
            "maximumEventAgeInSeconds": "MaximumEventAgeInSeconds",
            "maximumRetryAttempts": "MaximumRetryAttempts",
        },
    ),
    "deadLetterConfig": Nested("DeadLetterConfig", {"arn": "Arn"}),
}


@provisions("aws:cloudwatch/eventRule:EventRule", RULE, name_input="name")
def make_rule(cloud: Cloud, wanted: Wanted) -> Made:
    tags = wanted.take("Tags").get("Tags", {})
    arn = cloud.clients.events.put_rule(**wanted.parameters | {"Name": wanted.name}, Tags=tag_list(tags))["RuleArn"]
    return Made(id=wanted.name, outputs={"arn": arn})


@provisions("aws:cloudwatch/eventTarget:EventTarget", TARGET, name_input="targetId")
def make_target(cloud: Cloud, wanted: Wanted) -> Made:
    rule = wanted.take("Rule")["Rule"]
    target: Any = wanted.parameters | {"Id": wanted.name}  # names are checked by TARGET
    answer = cloud.clients.events.put_targets(Rule=rule, Targets=[target])
    if answer["FailedEntryCount"]:
        raise DeploymentFailedError(f"rule {rule} did not take its target: {answer['FailedEntries'][0]}")
    return Made(id=f"{rule}-{wanted.name}")
