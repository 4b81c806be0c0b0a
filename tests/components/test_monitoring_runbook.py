"""The runbook has a section for every alarm and none for no alarm, and its commands can be typed as they stand."""

import re
import shlex

import pytest
import typer

from components.compute.code import PROJECT
from fraudctl.cli import COMMANDS, command_line
from tests.components.stacks import dry_run_stack

RUNBOOK = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
SECTIONS: dict[str, str] = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))


def anchor(title: str) -> str:
    """Return the anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def commands_in_runbook() -> list[str]:
    """Return the command lines in the runbook's blocks."""
    blocks: list[str] = re.findall(r"^```sh\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("fraudctl ")]


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_every_alarm_has_its_section_and_every_section_its_alarm(name: str) -> None:
    stack = dry_run_stack(name, webhooks='[{"url": "https://shop.example.com"}]')
    alarms = [*stack.all("cloudwatch/metricAlarm:MetricAlarm"), *stack.all("cloudwatch/compositeAlarm:CompositeAlarm")]
    links = {each.inputs["alarmDescription"].rpartition(" What to do: ")[2] for each in alarms}

    assert links == {f"docs/runbook.md#{anchor(title)}" for title in SECTIONS}


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_says_what_it_means_where_to_look_what_to_do_and_how(title: str) -> None:
    parts = re.findall(r"^\*\*(Meaning|First look|Fix)\.\*\* \S|^```(sh)\n", SECTIONS[title], re.MULTILINE)

    assert ["".join(part) for part in parts] == ["Meaning", "First look", "Fix", "sh"]


def test_sections_that_send_on_to_others_name_ones_that_exist() -> None:
    assert set(re.findall(r"\]\(#(.+?)\)", RUNBOOK)) <= {anchor(title) for title in SECTIONS}


@pytest.mark.parametrize("line", sorted(set(commands_in_runbook())))
def test_a_command_is_one_that_fraudctl_takes(line: str) -> None:
    _, name, *arguments = shlex.split(line)
    root = typer.main.get_command(command_line(*COMMANDS))
    assert isinstance(root, typer.core.TyperGroup)
    command = root.commands[name]
    while isinstance(command, typer.core.TyperGroup):
        name, *arguments = arguments
        command = command.commands[name]

    command.make_context(name, arguments)  # raises where an option or argument is unknown or wrong
