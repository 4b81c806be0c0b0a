"""A stack whose stream is not polled, for tests that need only what is deployed."""

from collections.abc import Mapping

from emulator.deployment import deploy
from emulator.emulator import Emulator
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target


def deploy_unpolled(emulator: Emulator, overrides: Mapping[str, str]) -> LocalStack:
    """Deploy the dev stack's program; nothing goes from its stream to Processing."""
    deployment = deploy(emulator, "dev", overrides)
    exports, region = dict(deployment.exports), deployment.region
    target = Target(stack="dev", region=region, exports=exports, emulator=emulator.endpoint)
    return LocalStack(emulator=emulator, deployment=deployment, pollers=(), target=target)
