"""The deployment of a stack of the Pulumi program onto the embedded AWS."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.clients import Clients
from emulator.emulator import PROJECT, Emulator
from emulator.errors import DeploymentFailedError, LocalError, one_line
from emulator.program.compliance import require_compliance
from emulator.program.configuration import read_configuration
from emulator.program.monitor import Resource
from emulator.program.run import run_program
from emulator.program.vendoring import vendor_overrides
from emulator.provisioners import Cloud, EmulatorProvisioner
from emulator.provisioners.awslambda import await_functions
from emulator.streams.mapping import StreamMapping
from policy.pack import POLICIES

ACCOUNT = "000000000000"

EMBEDDED = {"requireTls": "false", "decisionAnswerSeconds": "9"}
"""Requests to the emulator are plain HTTP, which never leaves this machine. Its one process is all of AWS, and slow on
a busy machine, so that decisions have the longest time there is."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A stack on the embedded AWS."""

    stack: str
    endpoint: str
    region: str
    account: str
    exports: Mapping[str, Any]
    resources: tuple[Resource, ...]
    mappings: tuple[StreamMapping, ...]
    seconds: float
    """The time that the deployment took."""

    @property
    def resources_by_component(self) -> Mapping[str, list[Resource]]:
        """Return the resources that a provider made, by the name of their outermost component ("" without one)."""
        components = {resource.urn: resource for resource in self.resources if not resource.custom}
        grouped: dict[str, list[Resource]] = {}
        for resource in self.resources:
            if resource.custom:
                outermost = resource
                while outermost.parent in components:
                    outermost = components[outermost.parent]
                grouped.setdefault("" if outermost is resource else outermost.name, []).append(resource)
        return grouped


def deploy(
    emulator: Emulator, stack: str, overrides: Mapping[str, str] | None = None, *, project: Path = PROJECT
) -> Deployment:
    """Run the stack's program against the emulator.

    Raises:
        DeploymentError: the program or a resource failed; the message is one line.
        EmulatorDiedError: the embedded AWS has ended.
    """
    started = time.perf_counter()
    vendor = vendor_overrides(emulator.interpreter)
    configuration = read_configuration(project, stack, {**vendor, **EMBEDDED, **(overrides or {})})
    clients = Clients(emulator.endpoint, configuration.region)
    cloud = Cloud(clients=clients, region=configuration.region, account=ACCOUNT)
    try:
        run = run_program(project, stack, configuration, EmulatorProvisioner(cloud, configuration.default_tags))
        if project == PROJECT:  # the policy pack is about this project's program
            require_compliance(run.resources, POLICIES)
        await_functions(cloud)
    except (Exception, SystemExit) as error:
        emulator.require_alive()
        if isinstance(error, LocalError):
            raise
        raise DeploymentFailedError(f"the program failed: {one_line(error)}") from error
    finally:
        clients.close()
    return Deployment(
        stack=stack,
        endpoint=emulator.endpoint,
        region=configuration.region,
        account=ACCOUNT,
        exports=run.exports,
        resources=run.resources,
        mappings=tuple(cloud.mappings),
        seconds=time.perf_counter() - started,
    )
