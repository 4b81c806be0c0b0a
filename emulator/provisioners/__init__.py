"""Provisioners, which make the Pulumi program's resources on the embedded AWS: one function a resource type."""

from emulator.provisioners import (  # noqa: F401 - each registers its functions
    apigateway,
    apigateway_stage,
    awslambda,
    cloudwatch,
    dynamodb,
    event_source,
    eventbridge,
    iam,
    kms,
    lambda_alias,
    sns,
    sqs,
)
from emulator.provisioners.provisioner import EmulatorProvisioner
from emulator.provisioners.registry import Cloud

__all__ = ["Cloud", "EmulatorProvisioner"]
