"""The permissions boundary that some accounts demand on every role: an administrator's limit to what it may do."""

from pulumi import ResourceTransformation, ResourceTransformationArgs, ResourceTransformationResult
from pulumi_aws import iam


def bounded(policy_arn: str) -> ResourceTransformation:
    """Set the boundary on every role that names none."""

    def transform(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if not isinstance(args.resource, iam.Role) or args.props.get("permissions_boundary") is not None:
            return None
        return ResourceTransformationResult({**args.props, "permissions_boundary": policy_arn}, args.opts)

    return transform
