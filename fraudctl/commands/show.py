"""`fraudctl show`: one transaction, its score and its labels."""

from typing import Annotated

import typer

from fraudctl.commands.options import StackOption


def show(
    transaction_id: Annotated[str, typer.Argument(help="The transaction's id; after -- if it begins with a hyphen.")],
    *,
    stack: StackOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the items as JSON.")] = False,
) -> None:
    """Show a transaction, its score, reasons and features, whether it was alerted, and what it is labelled."""
    from fraudctl.client.alert_facts import is_alert_recorded
    from fraudctl.client.decision_facts import decision_features
    from fraudctl.client.label_rows import find_labels, render_label_rows
    from fraudctl.client.row_facts import row_as_json
    from fraudctl.client.scores import find_transaction
    from fraudctl.client.transaction_view import render_transaction
    from fraudctl.errors import CommandError
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.escaping import escape_invisible

    target = Target.find(stack)
    transactions, score = find_transaction(target, transaction_id)
    if not transactions and score is None:
        raise CommandError(f"no transaction {escape_invisible(transaction_id) or '(empty)'}")
    labels = find_labels(target, transaction_id)
    if not as_json:
        report.out.print(render_transaction(transactions, score))
        for line in render_label_rows(labels):
            report.out.print(line)
        return
    items = [row_as_json(item) for item in transactions]
    report.print_json(
        {
            "transaction": items[0] if items else None,
            "raced": items[1:],
            "score": row_as_json(score) if score else None,
            "features": decision_features(score) if score else {},
            "alert_recorded": is_alert_recorded(score) if score else False,
            "labels": labels,
        }
    )
