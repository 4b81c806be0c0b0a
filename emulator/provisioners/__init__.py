"""The Pulumi program's resources, made on the embedded AWS: one small function for each type."""

from emulator.provisioners import (  # noqa: F401 - each enters its functions in the registry
    apigateway,
    apigateway_stage,
    awslambda,
    cloudwatch,
    dynamodb,
    event_source,
    iam,
    kms,
    logs,
    sns,
    sqs,
)
from emulator.provisioners.provisioner import EmulatorProvisioner
from emulator.provisioners.registry import Cloud

__all__ = ["Cloud", "EmulatorProvisioner"]
