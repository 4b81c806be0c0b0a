"""The operations that read back: a transaction, lists of alerts and reviews, an entity."""

from http import HTTPStatus
from typing import get_args

from fraudctl.openapi.operation import Operation, Parameter
from fraudctl.openapi.schemas import plain_pattern
from handlers.contract.entity_answer import EntityAnswer
from handlers.contract.query import DEFAULT, LEAST, LONGEST_ENTITY_ID, MOST, Outcome, WaitingState
from handlers.contract.read_answers import AlertsAnswer, ReviewsAnswer, TransactionAnswer
from handlers.contract.request import PRINTABLE

ACCEPTED = frozenset({HTTPStatus.NOT_ACCEPTABLE})
UNKNOWN = frozenset({HTTPStatus.NOT_FOUND})

VISIBLE = {"type": "string", "minLength": 1, "pattern": plain_pattern(PRINTABLE)}
TRANSACTION_ID = {**VISIBLE, "maxLength": 256}
OUTCOMES = {"type": "string", "enum": list(get_args(Outcome))}
STATES = {"type": "string", "enum": list(get_args(WaitingState))}
TIME = {"type": "string", "format": "date-time"}
PAGE = (
    Parameter(
        name="limit",
        description="of a page's entries",
        schema={"type": "integer", "minimum": LEAST, "maximum": MOST, "default": DEFAULT},
    ),
    Parameter(name="cursor", description="of the page before, with the same filters", schema={"type": "string"}),
)

READ_OPERATIONS = (
    Operation(
        method="get",
        path="/transactions/{id}",
        name="getTransaction",
        tag="Read",
        summary="Read a transaction, its decision, its labels and its review.",
        answer=TransactionAnswer,
        said="All that is known of the transaction.",
        errors=ACCEPTED | UNKNOWN,
        parameters=[
            Parameter(
                name="id",
                description="an id of letters, digits and `-._~`, but for `batch`; any other by /transactions?id=",
                schema={**TRANSACTION_ID, "pattern": "^[A-Za-z0-9._~-]+$"},
                required=True,
                place="path",
            )
        ],
    ),
    Operation(
        method="get",
        path="/transactions",
        name="findTransaction",
        tag="Read",
        summary="Read a transaction by any id.",
        answer=TransactionAnswer,
        said="All that is known of the transaction.",
        errors=ACCEPTED | UNKNOWN,
        parameters=[Parameter(name="id", description="its id", schema=TRANSACTION_ID, required=True)],
    ),
    Operation(
        method="get",
        path="/alerts",
        name="listAlerts",
        tag="Read",
        summary="List alerts, the newest first.",
        answer=AlertsAnswer,
        said="A page of alerts.",
        errors=ACCEPTED,
        parameters=[
            Parameter(name="from", description="published then or later", schema=TIME),
            Parameter(name="to", description="published before", schema=TIME),
            Parameter(name="outcome", description="as it was answered, not the final one", schema=OUTCOMES),
            *PAGE,
        ],
    ),
    Operation(
        method="get",
        path="/reviews",
        name="listReviews",
        tag="Read",
        summary="List the reviews that wait for somebody, by the time when they are due.",
        answer=ReviewsAnswer,
        said="A page of reviews.",
        errors=ACCEPTED,
        parameters=[Parameter(name="state", description="one of the two; both without it", schema=STATES), *PAGE],
    ),
    Operation(
        method="get",
        path="/entities",
        name="getEntity",
        tag="Read",
        summary="Read what is known of a customer, a terminal, a card or another entity.",
        answer=EntityAnswer,
        said="Its features, facts and last payments.",
        errors=ACCEPTED | UNKNOWN,
        parameters=[
            Parameter(
                name="kind",
                description="customer, terminal, merchant, or a name of the strategy's own, such as card",
                schema={"type": "string", "pattern": "^[a-z][a-z0-9_]{0,31}$", "examples": ["customer"]},
                required=True,
            ),
            Parameter(
                name="id",
                description="its id: for a card the value of the metadata that the strategy names",
                schema={**VISIBLE, "maxLength": LONGEST_ENTITY_ID, "examples": ["C-1"]},
                required=True,
            ),
        ],
    ),
)
