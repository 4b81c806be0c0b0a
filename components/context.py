"""The context that all components of a stack share, and the account and region that they are deployed to."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Input, Output

from components.grants import Grant

CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-eusc": "console.amazonaws-eusc.eu",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
"""The console's domain by partition; those of the closed partitions are not public."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """The settings that every component of a stack follows.

    `suffix` ends every physical name. `key_arn` is the stack's own KMS key; without one AWS encrypts with its keys.
    `require_tls` makes queues and topics refuse unencrypted connections. `protect_data` keeps tables from deletion.
    """

    suffix: str
    key_arn: Input[str] | None
    require_tls: bool
    protect_data: bool
    log_retention_days: int

    def physical_name(self, name: str) -> str:
        """Return the name in AWS, where stacks that differ in their suffix live side by side."""
        return f"{name}-{self.suffix}"

    def role_name(self, function: str) -> str:
        """Return the name of a function's role, for policies that are made before the role."""
        return self.physical_name(f"{function}-role")

    def role_arn(self, function: str) -> Output[str]:
        """Return the ARN that a function's role will have, for conditions, which may name a role before it exists."""
        role = f"role/{self.role_name(function)}"
        return current_location().apply(lambda location: location.global_arn("iam", role))

    def key_grants(self) -> tuple[Grant, ...]:
        """Return the right to use what the key encrypts: SQS, SNS and DynamoDB use the key as their caller."""
        if self.key_arn is None:
            return ()
        return (Grant(name="UseKey", actions=("kms:Decrypt", "kms:GenerateDataKey*"), resources=(self.key_arn,)),)

    def dashboard_url(self, name: str) -> Output[str]:
        """Return the link to a dashboard, which may be made later."""
        dashboard = self.physical_name(name)
        return current_location().apply(lambda location: location.dashboard_url(dashboard))


def name_prefix(name: str, base: str) -> str:
    """Return what stands before `base` in a component's name; the names of its children begin with it, too.

    The program's own stages have plain names, such as `scoring`, which makes `fraud-scorer`; a second one in the same
    program is called `eu-scoring`, and makes `eu-fraud-scorer`.

    Raises:
        ValueError: the name does not end in `base`, so that its children might have the names of another's.
    """
    if not name.endswith(base):
        raise ValueError(f"{name}: the name of this component must end in {base}")
    return name.removesuffix(base)


@dataclass(frozen=True, kw_only=True)
class Location:
    """A region of one account, in one of AWS's partitions, whose hosts end in `dns_suffix`."""

    partition: str
    dns_suffix: str
    region: str
    account: str

    def arn(self, service: str, rest: str) -> str:
        """Return the ARN of something in this region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{rest}"

    def global_arn(self, service: str, rest: str) -> str:
        """Return the ARN of something that belongs to no region, such as a role."""
        return f"arn:{self.partition}:{service}::{self.account}:{rest}"

    def regional_principal(self, service: str) -> str:
        """Return the principal of a service that has one for each region, as CloudWatch Logs has.

        Lambda, API Gateway, SNS and CloudWatch alarms have one name everywhere, which ends in amazonaws.com.
        """
        return f"{service}.{self.region}.{self.dns_suffix}"

    def dashboard_url(self, name: str) -> str:
        """Return the link to a dashboard, or a hint in words if the console's address is not known."""
        console = CONSOLES.get(self.partition)
        if console is None:
            return f"dashboard {name} in the CloudWatch console of {self.region}"
        return f"https://{self.region}.{console}/cloudwatch/home?region={self.region}#dashboards/dashboard/{name}"


def current_location() -> Output[Location]:
    """Return the provider's account and region; a preview knows them."""
    partition, region = aws.get_partition_output(), aws.get_region_output()
    return Output.all(
        partition=partition.partition,
        dns_suffix=partition.dns_suffix,
        region=region.region,
        account=aws.get_caller_identity_output().account_id,
    ).apply(lambda found: Location(**found))
