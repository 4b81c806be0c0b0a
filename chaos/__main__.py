"""`make faults`: everything that can go wrong does, and nothing is lost."""

import argparse
import json
import sys

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chaos.campaign import Campaign
from chaos.kinds import DEFAULT, KINDS, TOGETHER
from chaos.site import troubled_site
from chaos.table import table
from chaos.tally import Phase
from fraudctl.terminal.text import Terminal

COUNT = 20_000


def main() -> int:
    """0 if every promise was kept, else 1."""
    arguments = _arguments()
    phases = _phases(arguments.kinds, arguments.count)
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as bar, troubled_site() as site:
        task = bar.add_task("starting", total=sum(phase.count * len(phase.kinds) for phase in phases))
        campaign = Campaign(
            site=site,
            seed=arguments.seed,
            progress=lambda phase, count: bar.update(task, advance=count, description=phase.name),
        )
        reckoning = campaign.run(phases)
    if arguments.json:
        sys.stdout.write(json.dumps(reckoning.as_json()) + "\n")
    else:
        Terminal(width=None if sys.stdout.isatty() else 160).print(table(reckoning))
    return 0 if reckoning.passed else 1


def _phases(kinds: list[str], count: int) -> list[Phase]:
    """Each kind by itself and, in a whole campaign, a last tenth of many at once."""
    if kinds:
        return [Phase(kinds=[kind], count=max(1, count // len(kinds))) for kind in kinds]
    together = Phase(kinds=TOGETHER, count=count // 10 // len(TOGETHER))
    rest = count - together.count * len(TOGETHER)
    share = rest / sum(KINDS[kind].weight for kind in DEFAULT)
    return [*(Phase(kinds=[kind], count=round(share * KINDS[kind].weight)) for kind in DEFAULT), together]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="decides the traffic and the faults (default 1)")
    parser.add_argument("--count", type=int, default=COUNT, help=f"transactions (default {COUNT:,})")
    parser.add_argument("--json", action="store_true", help="for programs")
    known = "; ".join(f"{name}: {kind.what}" for name, kind in KINDS.items())
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=[], metavar="KIND", help=known)
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted")
