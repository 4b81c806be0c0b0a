"""Where the program deploys to, and what is called otherwise there: ARNs, principals, the console."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output

CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-eusc": "console.amazonaws-eusc.eu",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
"""The console's domain by partition; those of the closed partitions are not public."""


@dataclass(frozen=True, kw_only=True)
class Place:
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
        """Return the name under which a service acts that has one a region, as CloudWatch Logs does.

        Lambda, API Gateway, SNS and CloudWatch alarms have one name everywhere, which ends in amazonaws.com.
        """
        return f"{service}.{self.region}.{self.dns_suffix}"

    def dashboard_url(self, name: str) -> str:
        """Return the link to a dashboard, or where to look for it if the console's address is not known."""
        console = CONSOLES.get(self.partition)
        if console is None:
            return f"dashboard {name} in the CloudWatch console of {self.region}"
        return f"https://{self.region}.{console}/cloudwatch/home?region={self.region}#dashboards/dashboard/{name}"


def here() -> Output[Place]:
    """Return what the provider says; a preview knows it."""
    partition, region = aws.get_partition_output(), aws.get_region_output()
    return Output.all(
        partition=partition.partition,
        dns_suffix=partition.dns_suffix,
        region=region.region,
        account=aws.get_caller_identity_output().account_id,
    ).apply(lambda found: Place(**found))
