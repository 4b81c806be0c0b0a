"""The Pulumi program's resources, made on the embedded AWS: one small function for each type."""

from fraudctl.local.provision import (  # noqa: F401 - each enters its functions in the registry
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
from fraudctl.local.provision.provisioner import EmulatorProvisioner
from fraudctl.local.provision.registry import Cloud

__all__ = ["Cloud", "EmulatorProvisioner"]
