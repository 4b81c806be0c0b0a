"""The operations that send: transactions, payments to decide on, labels, actions on reviews."""

from http import HTTPStatus

from fraudctl.openapi.operation import Operation, Parameter
from handlers.contract.answers import BatchAnswer, DecisionAnswer, LabelsAnswer, StoredAnswer
from handlers.contract.read_answers import ReviewAnswer

SENT = frozenset({HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
KNOWN = frozenset({HTTPStatus.CONFLICT})

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

SEND_OPERATIONS = (
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
        errors=SENT | KNOWN | frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE}),
    ),
)
