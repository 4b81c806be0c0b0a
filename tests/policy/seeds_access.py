"""Violations of who may do what, to what is kept how, under which name."""

from tests.policy.seed import (
    Seed,
    add_statement,
    allow_action,
    document,
    in_turn,
    set_property,
    unchanged,
    within_property,
)

SCORER_POLICY, TABLE, KEY = "fraud-scorer-policy", "transactions", "fraud-detection-key"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:fraud-scorer-dlq-prod"
TABLES = "arn:aws:dynamodb:us-east-1:123456789012:table"

ACCESS = [
    Seed(policy="no-wildcard-grants", resource=SCORER_POLICY, change=allow_action("sqs:*", QUEUE), says="allows sqs:*"),
    Seed(
        policy="no-wildcard-grants",
        resource=SCORER_POLICY,
        change=allow_action("dynamodb:Get*", f"{TABLES}/fraud-scores-prod"),
        says="allows dynamodb:Get*",
    ),
    *(
        Seed(
            policy="no-wildcard-grants",
            resource=SCORER_POLICY,
            change=allow_action("dynamodb:Scan", resource),
            says=f"on {resource}",
        )
        for resource in (
            "*",
            f"{TABLES}/*",
            f"{TABLES}/fraud-*",
            "arn:aws:dynamodb:*:123456789012:table/fraud-scores-prod",
            "arn:aws:dynamodb:us-east-1:*:table/fraud-scores-prod",
            "arn:aws:sns:us-east-1:123456789012:*",
        )
    ),
    Seed(
        policy="no-wildcard-grants",
        resource=SCORER_POLICY,
        change=add_statement(Effect="Allow", NotAction="iam:CreateUser", Resource=QUEUE),
        says="allows all but",
    ),
    *(
        Seed(
            policy="no-wildcard-grants",
            resource="fraud-scorer-role",
            change=set_property("managedPolicyArns", [f"arn:{partition}:iam::aws:policy/AmazonSQSFullAccess"]),
            says="attaches AmazonSQSFullAccess",
        )
        for partition in ("aws", "aws-cn", "aws-us-gov")
    ),
    Seed(
        policy="no-public-principals",
        resource="fraud-scorer-role",
        change=set_property("assumeRolePolicy", document(Principal="*", Action="sts:AssumeRole")),
        says="open to everybody",
    ),
    Seed(
        policy="no-public-principals",
        resource="fraud-scorer-role",
        change=set_property("assumeRolePolicy", document(Principal={"AWS": ["*"]}, Action="sts:AssumeRole")),
        says="open to everybody",
    ),
    *(
        Seed(
            policy="no-public-principals",
            resource="transactions-route-may-invoke",
            change=in_turn(set_property("sourceArn", None), set_property("principal", service)),
            says="set source_arn",
        )
        for service in ("apigateway.amazonaws.com", "apigateway.amazonaws.com.cn")
    ),
    Seed(
        policy="queues-encrypted",
        resource="fraud-scorer-dlq",
        change=lambda queue: queue.update(sqsManagedSseEnabled=False, kmsMasterKeyId=None),
        says="queue is not encrypted",
    ),
    Seed(
        policy="topics-encrypted",
        resource="fraud-alerts",
        change=set_property("kmsMasterKeyId", None),
        says="is not encrypted",
    ),
    Seed(
        policy="topics-encrypted",
        resource="fraud-operations",
        change=set_property("kmsMasterKeyId", "alias/aws/sns"),
        says="alarms would be lost",
    ),
    Seed(
        policy="tables-encrypted",
        resource=TABLE,
        change=set_property(
            "serverSideEncryption", {"enabled": False, "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k"}
        ),
        says="key is not used",
    ),
    Seed(policy="keys-rotate", resource=KEY, change=set_property("enableKeyRotation", None), says="never rotated"),
    Seed(
        policy="no-public-principals",
        resource=KEY,
        change=set_property("policy", document(Principal="*", Action="kms:*", Resource="*")),
        says="open to everybody",
    ),
    Seed(
        policy="production-data-protected",
        resource=TABLE,
        change=unchanged,
        says="would delete the data",
        protect=False,
    ),
    Seed(
        policy="production-data-protected",
        resource=TABLE,
        change=set_property("deletionProtectionEnabled", value=False),
        says="anybody may delete",
    ),
    Seed(
        policy="production-data-protected",
        resource="fraud-scores",
        change=set_property("pointInTimeRecovery", {"enabled": False}),
        says="cannot be restored",
    ),
    *(
        Seed(policy="production-data-protected", resource="fraud-profiles", change=change, says=says, protect=protect)
        for change, says, protect in (
            (unchanged, "would delete the data", False),
            (set_property("deletionProtectionEnabled", value=False), "anybody may delete", True),
            (set_property("pointInTimeRecovery", {"enabled": False}), "cannot be restored", True),
        )
    ),
    Seed(
        policy="tables-encrypted",
        resource="fraud-profiles",
        change=set_property("serverSideEncryption", {"enabled": False, "kmsKeyArn": f"{TABLES}/k"}),
        says="key is not used",
    ),
    Seed(
        policy="production-methods-authenticated",
        resource="transactions-route-post",
        change=set_property("authorization", "NONE"),
        says="anybody may call",
    ),
    *(
        Seed(policy="production-methods-authenticated", resource=resource, change=change, says="anybody may call")
        for resource, change in (
            ("fraud-detection-api-unknown-integration", set_property("type", "AWS_PROXY")),
            ("transactions-route-others-integration", set_property("type", "HTTP_PROXY")),
            ("batch-route-others-integration", None),
        )
    ),
    Seed(
        policy="tagged-with-environment",
        resource="fraud-alerts",
        change=set_property("tags", {"Team": "x"}),
        says="Environment",
    ),
    Seed(
        policy="names-end-in-environment",
        resource="fraud-alerts",
        change=set_property("name", "fraud-alerts"),
        says="does not end in -prod",
    ),
    Seed(
        policy="no-reserved-names",
        resource="fraud-alerts",
        change=within_property("tags", set_property("AWS:cost", "1")),
        says="has a tag AWS:cost",
    ),
    Seed(
        policy="no-reserved-names",
        resource="fraud-scorer",
        change=set_property("environment", {"variables": {"AWS_REGION": "eu-west-1"}}),
        says="sets AWS_REGION",
    ),
]
