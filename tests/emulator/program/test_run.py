"""The program runs in this process, any number of times, and ends with the first thing that goes wrong."""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulumi import RunError
from pulumi.output import Unknown
from pulumi.runtime.mocks import MockResourceArgs

from emulator.program.configuration import read_configuration
from emulator.program.dry_run_provider import DryRunProvider
from emulator.program.run import ProgramResult, run_program

PROGRAM = """
import pulumi
from pulumi_aws import sqs

class Group(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("test:index:Group", name, {})
        self.queue = sqs.Queue("inner", name=f"inner-{suffix}", delay_seconds=5,
                               opts=pulumi.ResourceOptions(parent=self, protect=True))
        self.register_outputs({})

suffix = pulumi.Config().require("suffix")
group = Group("group")
outer = sqs.Queue("outer", opts=pulumi.ResourceOptions(depends_on=[group.queue], retain_on_delete=True))
pulumi.export("suffix", suffix)
pulumi.export("arn", group.queue.arn.apply(lambda arn: arn.upper()))
pulumi.export("secret", pulumi.Output.secret("in clear"))
"""

Program = Callable[..., ProgramResult]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a function that runs a program's text on a provider."""
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nconfig: {suffix: {default: dev}}\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")

    def run(
        text: str = PROGRAM, provider: DryRunProvider | None = None, *, preview: bool = False, **config: str
    ) -> ProgramResult:
        (tmp_path / "__main__.py").write_text(text)
        configuration = read_configuration(tmp_path, "dev", config)
        return run_program(tmp_path, "dev", configuration, provider or DryRunProvider(preview=preview), preview=preview)

    return run


class Broken(DryRunProvider):
    """Fails on one resource, and counts those that it is asked for."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.asked: list[str] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        self.asked.append(args.name)
        if args.name == self.name:
            raise KeyError(f"cannot make {args.name}")
        return super().new_resource(args)


def test_exports_are_plain_and_secrets_in_clear(program: Program) -> None:
    assert program().exports == {
        "suffix": "dev",
        "arn": "ARN:AWS:SQS:US-EAST-1:123456789012:INNER-DEV",
        "secret": "in clear",
    }


def test_resources_tell_their_component_inputs_and_options(program: Program) -> None:
    made = {resource.name: resource for resource in program().resources}
    inner, outer, group = made["inner"], made["outer"], made["group"]
    assert (inner.component, outer.component) == ("group", "")
    assert inner.inputs == {"name": "inner-dev", "delaySeconds": 5}
    assert isinstance(inner.inputs["delaySeconds"], int)
    assert inner.state["arn"] == "arn:aws:sqs:us-east-1:123456789012:inner-dev"
    assert (inner.custom, group.custom) == (True, False)
    assert (inner.protect, outer.protect) == (True, False)
    assert (inner.retain_on_delete, outer.retain_on_delete) == (False, True)
    assert outer.dependencies == (inner.urn,)


def test_one_process_runs_it_again_with_other_config(program: Program) -> None:
    first, second = program(suffix="one"), program(suffix="two")
    assert (first.exports["suffix"], second.exports["suffix"]) == ("one", "two")
    assert len(first.resources) == len(second.resources)


def test_a_preview_leaves_unknown_what_aws_would_choose(program: Program) -> None:
    run = program(preview=True)
    assert [resource.id for resource in run.resources] == ["", "", ""]
    assert run.exports["suffix"] == "dev"
    assert isinstance(run.exports["arn"], Unknown)


def test_the_providers_failure_ends_the_run_as_it_is_and_at_once(program: Program) -> None:
    started = time.monotonic()
    with pytest.raises(KeyError, match="cannot make inner"):
        program(provider=Broken("inner"))
    assert time.monotonic() - started < 5


def test_nothing_is_made_of_what_depends_on_a_failure(program: Program) -> None:
    provider = Broken("inner")
    with pytest.raises(KeyError):
        program(provider=provider)
    assert "outer" not in provider.asked


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("raise ValueError('wrong')", ValueError),
        ("raise SystemExit('wrong')", SystemExit),
        ("import pulumi\npulumi.Output.from_input(1).apply(lambda _: 1 / 0)", ZeroDivisionError),
        ("import pulumi\nraise pulumi.RunError('wrong')", RunError),
    ],
)
def test_the_programs_error_ends_the_run_as_it_is(program: Program, text: str, error: type[BaseException]) -> None:
    with pytest.raises(error):
        program(text)
    assert program().exports["suffix"] == "dev"


def test_a_run_leaves_the_process_as_it_was(program: Program) -> None:
    before = Path.cwd(), list(sys.path)
    program()
    with pytest.raises(ValueError, match="wrong"):
        program("raise ValueError('wrong')")
    assert (Path.cwd(), list(sys.path)) == before


def test_it_runs_outside_the_main_thread(program: Program) -> None:
    async def elsewhere() -> ProgramResult:
        return await asyncio.to_thread(program)

    assert asyncio.run(elsewhere()).exports["suffix"] == "dev"


def test_relative_paths_and_imports_are_the_projects(program: Program, tmp_path: Path) -> None:
    (tmp_path / "neighbour_of_main.py").write_text("NAME = 'neighbour'")
    text = "import pulumi, pathlib, neighbour_of_main as n\npulumi.export('n', n.NAME)\n"
    assert program(text + "pulumi.export('here', str(pathlib.Path.cwd()))").exports == {
        "n": "neighbour",
        "here": str(tmp_path),
    }
