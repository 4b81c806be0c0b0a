"""`fraudctl adopt`: adoption of a deployment that another tool made."""

import json
from pathlib import Path
from typing import Annotated

import typer


def adopt(
    stack: Annotated[str, typer.Option(help="The stack whose configuration names the resources to look for.")],
    output: Annotated[
        Path | None, typer.Option(dir_okay=False, help="The file to write; adopt-STACK.json by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,  # noqa: FBT002 -- a flag
) -> None:
    """Write a file for `pulumi import --file` that adopts existing resources; list what is created and changed.

    It reads the account of the AWS credentials, and changes nothing in it.
    """
    from emulator.emulator import PROJECT
    from emulator.program.configuration import read_configuration
    from emulator.program.dry_run import dry_run
    from fraudctl.adopt.import_file import import_file
    from fraudctl.adopt.plan import plan_adoption
    from fraudctl.adopt.plan_view import adoption_plan_json, render_adoption_plan
    from fraudctl.adopt.registry import Account
    from fraudctl.errors import CommandError
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report

    target = Target.undeployed(stack, read_configuration(PROJECT, stack, {}, default_region=None).values)
    number = target.client("sts").get_caller_identity()["Account"]
    resources = dry_run(stack).resources
    entries = plan_adoption(resources, Account(number=number, region=target.region, make_client=target.client))
    if not any(entry.live for entry in entries):
        raise CommandError(f"account {number} has nothing of stack {stack} in {target.region}: run `pulumi up`")
    path = output or Path(f"adopt-{stack}.json")
    path.write_text(json.dumps(import_file(resources, entries), indent=2) + "\n", encoding="utf-8")
    if as_json:
        report.print_json(adoption_plan_json(entries))
        return
    report.out.print(render_adoption_plan(entries), soft_wrap=True)
    report.out.print(
        f"{path} is written; next: pulumi import --stack {stack} --file {path} --protect=false --generate-code=false",
        soft_wrap=True,
    )
