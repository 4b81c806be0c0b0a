"""`fraudctl train`: a model made of past payments and their labels, as a strategy to try."""

from pathlib import Path
from typing import Annotated

import typer

from fraudctl.commands.options import FormatOption, JsonOption, MappingOption, line_reader, valid_strategy


def train(
    *,
    data: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="Past payments: JSON or CSV as `backtest` reads it; each with a timestamp and a label.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="STRATEGY", dir_okay=False, help="The file to write, as YAML.")],
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="The column of a CSV that holds a field, such as amount=TX_AMOUNT."),
    ] = None,
    form: FormatOption = None,
    mapping: MappingOption = None,
    like: Annotated[
        Path | None,
        typer.Option(metavar="OTHER", help="A strategy whose entities, currencies and outcomes are kept, as YAML."),
    ] = None,
    label_delay: Annotated[
        str, typer.Option(help="The time after which a label is known, where the file has no label_received.")
    ] = "7d",
    as_json: JsonOption = False,
) -> None:
    """Train a model on past payments, and write a strategy that decides by it.

    Features are what the functions would have read at each payment's time. The file is written only when all is well;
    try it by `fraudctl backtest` and `fraudctl strategy deploy --shadow` before it decides.
    """
    from fraudctl.backtest.columns import Columns
    from fraudctl.backtest.data_file import read_payments
    from fraudctl.profiles.packaged import packaged_strategy
    from fraudctl.strategy.yaml_text import yaml_of
    from fraudctl.terminal import report
    from fraudctl.terminal.text import Text
    from fraudctl.terminal.times import parse_duration
    from fraudctl.train.environment import set_up
    from fraudctl.train.run import run

    base, delay, columns = (
        valid_strategy(like) if like else packaged_strategy(),
        parse_duration(label_delay),
        Columns(column or ()),
    )
    read = line_reader(form, mapping)
    set_up()
    with data.open("rb") as source:
        made = run(
            read_payments(source, columns, str(data), read), base, name="trained", label_delay=delay, say=lambda _: None
        )
    text = yaml_of(made.strategy.document)
    fresh = out.with_name(f".{out.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(out)
    if as_json:
        report.print_json({"strategy": str(out), "digest": made.strategy.digest, **made.facts})
        return
    report.out.print(Text(f"{out}: a model of {made.facts['trees']} trees; on time that was held out:"))
    for name, value in made.facts["held_out"].items():
        report.out.print(Text(f"  {name.replace('_', ' ')}: {value}"))
