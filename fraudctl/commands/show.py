"""`fraudctl show`: one transaction, its decision and score, its review and its labels."""

from typing import Annotated

import typer

from fraudctl.commands.options import IdArgument, StackOption


def show(
    transaction_id: IdArgument,
    *,
    stack: StackOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the items as JSON.")] = False,
) -> None:
    """Show a transaction, what was decided and why, whether it was alerted, reviewed and labelled.

    Outcome, score, reasons, features and strategy are those of the score or, until it is there, of the decision that
    the client was told.
    """
    from fraudctl.client.alert_facts import is_alert_recorded
    from fraudctl.client.decision_facts import decision_features
    from fraudctl.client.label_rows import find_labels, render_label_rows
    from fraudctl.client.row_facts import row_as_json
    from fraudctl.client.scores import find_images
    from fraudctl.client.told import told_decision
    from fraudctl.client.transaction_view import render_transaction
    from fraudctl.errors import CommandError
    from fraudctl.reviews.review_row import find_review, render_review_rows
    from fraudctl.stacks.target import Target
    from fraudctl.terminal import report
    from fraudctl.terminal.escaping import subject
    from handlers.aws.attributes import from_attributes

    target = Target.find(stack)
    images, score = find_images(target, transaction_id)
    if not images and score is None:
        raise CommandError(f"no transaction {subject(transaction_id)}")
    rows, told = [from_attributes(image) for image in images], told_decision(images[0]) if images else None
    labels, review = find_labels(target, transaction_id), find_review(target, transaction_id)
    if not as_json:
        report.out.print(render_transaction(rows, score, told))
        for line in (*render_review_rows(review), *render_label_rows(labels)):
            report.out.print(line)
        return
    items, decided = [row_as_json(row) for row in rows], score or (told.row if told else {})
    report.print_json(
        {
            "transaction": items[0] if items else None,
            "raced": items[1:],
            "told": told.as_json() if told else None,
            "score": row_as_json(score) if score else None,
            "features": decision_features(decided),
            "alert_recorded": is_alert_recorded(score) if score else False,
            "review": row_as_json(review) if review else None,
            "labels": labels,
        }
    )
