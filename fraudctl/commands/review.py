"""`fraudctl review`: the work on transactions that a person has to look at."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fraudctl.commands.options import CommandGroup, IdArgument, JsonOption, StackOption

if TYPE_CHECKING:
    from fraudctl.reviews.review_api import ReviewApi

review = typer.Typer(
    cls=CommandGroup,
    help="Take, finish or give back the work on transactions that were sent to review.",
    no_args_is_help=True,
)

ByOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who you are, only where the API takes unsigned requests.")
]


@review.command("list")
def list_(
    *,
    state: Annotated[
        Literal["open", "claimed"] | None, typer.Option(help="Those that nobody has, or that somebody has.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Reviews to show, at most.")] = 50,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the reviews that wait for a decision, the next due first."""
    from datetime import UTC, datetime

    from fraudctl.reviews.review_view import render_waiting
    from fraudctl.terminal import report

    with _api(stack) as api:
        found = api.waiting(state, limit)
    if as_json:
        report.print_json(found)
    else:
        report.out.print(render_waiting(found, datetime.now(UTC), limit=limit))


@review.command()
def claim(
    transaction_id: IdArgument, *, by: ByOption = None, stack: StackOption = None, as_json: JsonOption = False
) -> None:
    """Take a review, so that nobody else decides on it.

    An hour later another person may take it over.
    """
    _act(stack, transaction_id, "claim", as_json=as_json, by=by)


@review.command()
def release(
    transaction_id: IdArgument, *, by: ByOption = None, stack: StackOption = None, as_json: JsonOption = False
) -> None:
    """Give a review back that you have claimed."""
    _act(stack, transaction_id, "release", as_json=as_json, by=by)


@review.command()
def decide(
    transaction_id: IdArgument,
    outcome: Annotated[Literal["approve", "decline"], typer.Argument(help="approve or decline.")],
    *,
    label: Annotated[
        Literal["fraud", "legitimate"] | None, typer.Option(help="Label it as well, as an analyst does.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A remark, kept with the review.")] = None,
    by: ByOption = None,
    stack: StackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve or decline what is in review, open or claimed by you.

    It is final. The first answer stays as it was; the final outcome stands beside it everywhere, and is told as an
    event. A decline is no evidence of habit from then on.
    """
    _act(stack, transaction_id, "decide", as_json=as_json, outcome=outcome, label=label, note=note, by=by)


def _act(stack: str | None, transaction_id: str, action: str, *, as_json: bool, **more: str | None) -> None:
    from datetime import UTC, datetime

    from fraudctl.reviews.review_view import render_review
    from fraudctl.terminal import report

    with _api(stack) as api:
        found = api.act(transaction_id, action, **more)
    if as_json:
        report.print_json(found)
    else:
        report.out.print(render_review(found, datetime.now(UTC)))


def _api(stack: str | None) -> "ReviewApi":
    from fraudctl.client.api_client import ApiClient
    from fraudctl.reviews.review_api import ReviewApi
    from fraudctl.stacks.target import Target

    return ReviewApi(ApiClient(Target.find(stack), endpoint="reviews_endpoint"))
