"""The operations of the API, in the order of the document."""

from http import HTTPStatus
from typing import get_args

from fraudctl.openapi.operation import Operation, Parameter
from handlers.contract.answers import BatchAnswer, DecisionAnswer, LabelsAnswer, StoredAnswer
from handlers.contract.entity_answer import EntityAnswer
from handlers.contract.query import DEFAULT, LEAST, LONGEST_ENTITY_ID, MOST, Outcome, WaitingState
from handlers.contract.read_answers import AlertsAnswer, ReviewAnswer, ReviewsAnswer, TransactionAnswer

SENT = frozenset({HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
KNOWN = frozenset({HTTPStatus.CONFLICT})
ACCEPTED = frozenset({HTTPStatus.NOT_ACCEPTABLE})
UNKNOWN = frozenset({HTTPStatus.NOT_FOUND})

PAYMENT = {
    "transaction_id": "order-1001",
    "amount": 42.5,
    "currency": "EUR",
    "merchant": "Corner Shop",
    "customer_id": "C-1",
    "metadata": {"card_token": "token-of-the-card"},
}
DATED = {**PAYMENT, "transaction_id": "order-1002", "timestamp": 1_767_603_600_000}
LABELLED = {"transaction_id": "order-1001", "label": "fraud", "source": "chargeback", "at": 1_767_603_600_000}

TRANSACTION_ID = {"type": "string", "minLength": 1, "maxLength": 256}
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

OPERATIONS = (
    Operation(
        method="post",
        path="/transactions",
        name="storeTransaction",
        tag="Send",
        summary="Store a transaction, to be scored within a second.",
        body="Transaction",
        example=PAYMENT,
        answer=StoredAnswer,
        said="The transaction is durable, now or already.",
        errors=SENT | KNOWN,
    ),
    Operation(
        method="post",
        path="/transactions/batch",
        name="storeBatch",
        tag="Send",
        summary="Store up to a hundred transactions, each by itself.",
        body="Batch",
        example={"transactions": [DATED]},
        answer=BatchAnswer,
        said="The result of each transaction, in the same order; one that breaks a rule stops no other.",
        errors=SENT,
    ),
    Operation(
        method="post",
        path="/decisions",
        name="decide",
        tag="Decide",
        summary="Decide on a transaction before the payment goes through, and store both.",
        body="Transaction",
        example=PAYMENT,
        answer=DecisionAnswer,
        said="The decision: the first one on this id, whoever asks and however often.",
        errors=SENT | KNOWN,
        parameters=[
            Parameter(
                name="dry_run",
                description="decide afresh, and store nothing",
                schema={"type": "boolean", "default": False},
            )
        ],
    ),
    Operation(
        method="post",
        path="/labels",
        name="label",
        tag="Feedback",
        summary="Say what up to a hundred transactions turned out to be.",
        body="Labels",
        example={"labels": [LABELLED]},
        answer=LabelsAnswer,
        said="The result of each label, in the same order; one that breaks a rule stops no other.",
        errors=SENT,
    ),
    Operation(
        method="post",
        path="/reviews",
        name="actOnReview",
        tag="Feedback",
        summary="Claim a review, release it, or decide.",
        body="ReviewAction",
        example={"transaction_id": "order-1001", "action": "claim"},
        answer=ReviewAnswer,
        said="The review, as it is after the action.",
        errors=SENT | KNOWN | UNKNOWN | ACCEPTED,
    ),
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
            Parameter(name="outcome", description="the strategy's own outcome, not the final one", schema=OUTCOMES),
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
                schema={"type": "string", "pattern": "^[a-z][a-z0-9_]{0,31}$"},
                required=True,
            ),
            Parameter(
                name="id",
                description="its id: for a card the value of the metadata that the strategy names",
                schema={"type": "string", "minLength": 1, "maxLength": LONGEST_ENTITY_ID},
                required=True,
            ),
        ],
    ),
)
