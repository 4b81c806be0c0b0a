"""The SDK's mock monitor, made to record what only the monitor is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockMonitor, Mocks

STACK = "pulumi:pulumi:Stack"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One registered resource: its inputs and its state."""

    urn: str
    type: str
    name: str
    custom: bool
    """True if a provider made it, False for a component."""
    parent: str
    """The parent's URN."""
    id: str
    """The physical id; empty for a component."""
    inputs: Mapping[str, Any]
    state: Mapping[str, Any]
    dependencies: tuple[str, ...]
    """URNs, from `depends_on` and from the outputs among the inputs."""
    protect: bool
    retain_on_delete: bool
    aliases: tuple[str, ...] = ()
    """URNs that a deployed stack may still have for it."""

    @property
    def component(self) -> str:
        """Return the name of the parent component; empty directly under the stack."""
        return "" if self.parent.split("::")[2] == STACK else self.parent.split("::", 3)[3]


class RecordingMonitor(MockMonitor):
    """A monitor that records resources, exports and the first failure, and makes nothing after that."""

    def __init__(self, mocks: Mocks) -> None:
        super().__init__(mocks)
        self.made: list[Resource] = []
        self.exports: dict[str, Any] = {}
        self.failure: Exception | None = None

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the remote call
        if self.failure is not None:
            raise RuntimeError(f"{request.name} is not made, because another resource failed")
        try:
            answer = super().RegisterResource(request)  # type: ignore[no-untyped-call]  # the SDK has no types here
        except Exception as error:
            self.failure = self.failure or error
            raise
        if request.type != STACK:
            self.made.append(
                Resource(
                    urn=answer.urn,
                    type=request.type,
                    name=request.name,
                    custom=request.custom,
                    parent=request.parent,
                    id=answer.id,
                    inputs=unwrap_values(rpc.deserialize_properties(request.object)),
                    state=unwrap_values(self.resources[answer.urn].state),
                    dependencies=tuple(request.dependencies),
                    protect=request.protect,
                    retain_on_delete=request.retainOnDelete,
                    aliases=tuple(alias.urn for alias in request.aliases),
                )
            )
        return answer

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the name of the remote call
        if request.urn.split("::")[2] == STACK:
            self.exports.update(unwrap_values(rpc.deserialize_properties(request.outputs)))
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]  # the SDK has no types here


def unwrap_values(value: Any) -> Any:
    """Return the value with secrets unwrapped, and whole numbers, which are sent as floats, as integers."""
    value = rpc.unwrap_rpc_secret(value)
    if isinstance(value, dict):
        return {key: unwrap_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [unwrap_values(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
