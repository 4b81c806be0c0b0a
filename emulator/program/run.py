"""A run of the Pulumi program in this process, without the Pulumi CLI, on a provider given as mocks."""

import asyncio
import contextlib
import contextvars
import gc
import logging
import runpy
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import resource
from pulumi.runtime.mocks import Mocks
from pulumi.runtime.proto.source_pb2 import StackTrace
from pulumi.runtime.settings import SETTINGS, set_root_resource

from emulator.program.configuration import StackConfiguration
from emulator.program.monitor import RecordingMonitor, Resource

ENTRY = "__main__.py"
REGISTRATIONS_AT_ONCE = 8

logger = logging.getLogger(__name__)
logger.addHandler(logging.NullHandler())  # the error is raised; the SDK would print it as well

_one_at_a_time = threading.Lock()  # a program may rely on the working directory, of which a process has one


@dataclass(frozen=True, kw_only=True)
class ProgramResult:
    """The exports of a program, secrets in clear, and its resources in the order in which they were made."""

    exports: Mapping[str, Any]
    resources: tuple[Resource, ...]


def run_program(
    project: Path, stack: str, configuration: StackConfiguration, mocks: Mocks, *, preview: bool = False
) -> ProgramResult:
    """Run the project's program to its end; raise an error of the program or of `mocks` as it is."""
    monitor = RecordingMonitor(mocks)
    with _one_at_a_time, contextlib.chdir(project), _importable(project), _uncollected(), _untraced():
        # a copy, so that the SDK's context variables do not outlive the run
        contextvars.copy_context().run(_run, project / ENTRY, stack, configuration, monitor, preview=preview)
    return ProgramResult(exports=monitor.exports, resources=tuple(monitor.made))


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage: the SDK leaves little of it, and looking for it took a fifth of a run."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def _untraced() -> Iterator[None]:
    """Take no stack trace of each resource for the engine, which this run has not: they took a tenth of it."""
    trace = resource._get_stack_trace  # noqa: SLF001 -- the SDK has no setting for it
    resource._get_stack_trace = StackTrace  # noqa: SLF001
    try:
        yield
    finally:
        resource._get_stack_trace = trace  # noqa: SLF001


def _run(
    entry: Path, stack: str, configuration: StackConfiguration, monitor: RecordingMonitor, *, preview: bool
) -> None:
    async def main() -> None:
        SETTINGS.outputs = set()
        SETTINGS.lock = threading.Lock()
        pulumi.runtime.set_all_config(dict(configuration.values))
        pulumi.runtime.set_mocks(
            monitor.mocks,
            project=configuration.project,
            stack=stack,
            preview=preview,
            logger=logger,
            monitor=monitor,
        )
        set_root_resource(None)  # type: ignore[arg-type]  # set_mocks made one; run_in_stack makes the real one
        await pulumi.runtime.run_in_stack(lambda: _execute(entry))

    with _registration_threads() as threads, asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_default_executor(threads)
        loop.set_exception_handler(lambda _loop, context: logger.debug("%s", context))
        try:
            runner.run(main())
        except Exception as error:
            if monitor.failure is None or error is monitor.failure:
                raise
            raise monitor.failure from None


def _execute(entry: Path) -> None:
    runpy.run_path(str(entry), run_name="__main__")


@contextlib.contextmanager
def _importable(project: Path) -> Iterator[None]:
    sys.path.insert(0, str(project))
    try:
        yield
    finally:
        sys.path.remove(str(project))


@contextlib.contextmanager
def _registration_threads() -> Iterator[ThreadPoolExecutor]:
    """Yield threads with an event loop each: the SDK needs one where it serializes, and never closes its own."""
    loops: list[asyncio.AbstractEventLoop] = []

    def open_loop() -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loops.append(loop)

    try:
        with ThreadPoolExecutor(REGISTRATIONS_AT_ONCE, thread_name_prefix="register", initializer=open_loop) as threads:
            yield threads
    finally:
        for loop in loops:
            loop.close()
