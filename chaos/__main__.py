"""`make faults`: send transactions while AWS, functions and clients fail, and check that nothing is lost or doubled."""

import argparse
import json
import sys

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chaos.campaign import Campaign
from chaos.kinds import DEFAULT, KINDS, TOGETHER
from chaos.phase import Phase
from chaos.stack import faulty_stack
from chaos.table import campaign_table
from fraudctl.terminal.text import Terminal

COUNT = 20_000


def main() -> int:
    """Run the campaign; return 0 if every promise was kept, else 1."""
    arguments = _arguments()
    phases = _phases(arguments.kinds, arguments.count)
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as bar, faulty_stack() as stack:
        task = bar.add_task("starting", total=sum(phase.count * len(phase.kinds) for phase in phases))
        campaign = Campaign(
            stack=stack,
            seed=arguments.seed,
            progress=lambda phase, count: bar.update(task, advance=count, description=phase.name),
        )
        report = campaign.run(phases)
    if arguments.json:
        sys.stdout.write(json.dumps(report.as_json()) + "\n")
    else:
        Terminal(width=None if sys.stdout.isatty() else 180).print(campaign_table(report))
    return 0 if report.passed else 1


def _phases(kinds: list[str], count: int) -> list[Phase]:
    """Return a phase for each kind and, in a whole campaign, a last tenth of many kinds at once."""
    if kinds:
        return [Phase(kinds=[kind], count=max(1, count // len(kinds))) for kind in kinds]
    together = Phase(kinds=TOGETHER, count=count // 10 // len(TOGETHER))
    alone = count - together.count * len(TOGETHER)
    share = alone / sum(KINDS[kind].weight for kind in DEFAULT)
    return [*(Phase(kinds=[kind], count=round(share * KINDS[kind].weight)) for kind in DEFAULT), together]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="seed of the traffic and the faults (default 1)")
    parser.add_argument("--count", type=int, default=COUNT, help=f"transactions (default {COUNT:,})")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, for programs")
    known = "; ".join(f"{name}: {kind.description}" for name, kind in KINDS.items())
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=[], metavar="KIND", help=known)
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted")
