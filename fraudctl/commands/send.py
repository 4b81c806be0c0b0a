"""`fraudctl send`: posts transactions from a file or a feed."""

from typing import Annotated

import typer

from fraudctl.commands.options import (
    ConcurrencyOption,
    FormatOption,
    JsonOption,
    MappingOption,
    RateOption,
    StackOption,
    TransactionsArgument,
    line_reader,
)


def send(
    file: TransactionsArgument,
    *,
    stack: StackOption = None,
    concurrency: ConcurrencyOption = 8,
    batch: Annotated[
        int,
        typer.Option(
            min=1,
            max=100,
            help="Transactions a request, each with a timestamp; what has come in a second is sent, full or not.",
        ),
    ] = 1,
    rate: RateOption = None,
    form: FormatOption = None,
    mapping: MappingOption = None,
    as_json: JsonOption = False,
) -> None:
    """Post transactions from a file or a feed, and report the result of each.

    It prints counts, latencies, and the lines that were not accepted, by reason; with --json each transaction's id too.
    A bad line never stops the rest. A failed request is retried for half a minute; an API that stays away ends it.
    However it ends, by Ctrl-C too, it reports what was done. Exit 0 if there were transactions and all were accepted.
    """
    from fraudctl.client.api_client import ApiClient
    from fraudctl.client.reading import read_transactions
    from fraudctl.client.reading.source import StoppableSource
    from fraudctl.client.sending import Sender
    from fraudctl.client.sending_run import send_file
    from fraudctl.client.sending_view import print_summary, render_send_summary
    from fraudctl.stacks.target import Target

    read = line_reader(form, mapping, labels=False) or read_transactions
    client, source = ApiClient(Target.find(stack), concurrency=concurrency), StoppableSource(file)
    sender = Sender(client=client, concurrency=concurrency, batch=batch, rate=rate)

    def show() -> None:
        print_summary(sender.summary, lambda: render_send_summary(sender.summary), json_wanted=as_json)

    send_file(sender, source, file.name, doing="sent", print_summary=show, read=read)
    if not sender.summary.complete:
        raise typer.Exit(1)
