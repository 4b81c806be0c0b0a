"""The name of whoever makes a change, as AWS knows the caller."""

from fraudctl.stacks.target import Target


def caller_arn(target: Target) -> str:
    """Return the ARN of the credentials by which this target is called.

    Raises:
        ClientError, BotoCoreError: AWS does not say.
    """
    return str(target.client("sts").get_caller_identity()["Arn"])
