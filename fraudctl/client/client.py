"""The client of the API, for programs in Python."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, Self

from botocore.credentials import Credentials

from fraudctl.client.access import access_to
from fraudctl.client.calls import Calls
from fraudctl.client.connection import Connection
from fraudctl.client.exceptions import AccessDenied, NoAnswer, NotConfigured, UnknownId
from fraudctl.client.fields import DecisionResult, LabelFields, ReviewFields, TransactionFields
from handlers.contract.answers import BatchAnswer, BatchResult, DecisionAnswer, LabelResult, LabelsAnswer, StoredAnswer
from handlers.contract.entity_answer import EntityAnswer
from handlers.contract.query import Outcome
from handlers.contract.read_answers import AlertSaid, AlertsAnswer, ReviewAnswer, ReviewsAnswer, TransactionAnswer


class Client:
    """A client of a stack's API; many threads may use it.

    What fails is tried again with the same body, which is safe: it is answered as the first time.

    Args:
        endpoint: The stack's export `api_endpoint`.
        region: Of the stack; on AWS the endpoint says it, elsewhere AWS_DEFAULT_REGION.
        credentials: Those of botocore; without them the environment's, a profile's or the machine's.
        signed: False for a stack whose `authorization` is NONE.
        seconds: For a call, with all tries and pauses.
        decision_seconds: The same for a decision, which a customer waits for.
        default_outcome: The outcome of a decision that the API does not answer in time; without it, NoAnswer is raised.
        connections: Kept open.

    Raises:
        NotConfigured: the endpoint is no address, or there are no credentials, or no region.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        region: str | None = None,
        credentials: Credentials | None = None,
        signed: bool = True,
        seconds: float = 30.0,
        decision_seconds: float = 1.0,
        default_outcome: Outcome | None = None,
        connections: int = 10,
    ) -> None:
        access = access_to(endpoint, region=region, credentials=credentials, signed=signed)
        connection = Connection(
            access.url, region=access.region, credentials=access.credentials, concurrency=connections
        )
        self._calls = Calls(connection, seconds)
        self._decision_seconds, self._default_outcome = decision_seconds, default_outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._calls.close()

    def store(self, transaction: TransactionFields) -> StoredAnswer:
        """Store a transaction, to be scored within a second; raise an ApiError, as every method does."""
        return self._calls.post("/transactions", transaction, StoredAnswer)

    def store_batch(self, transactions: Sequence[TransactionFields]) -> list[BatchResult]:
        """Store up to a hundred transactions, each with its timestamp; return the result of each."""
        return self._calls.post("/transactions/batch", {"transactions": transactions}, BatchAnswer).results

    def decide(self, transaction: TransactionFields, *, dry_run: bool = False) -> DecisionResult:
        """Decide on a transaction before the payment goes through, and store both; a dry run stores nothing.

        Raises:
            RequestRefused, ConflictingRequest: the transaction is at fault, whatever the default outcome is.
            NoAnswer, AccessDenied, UnknownId, NotConfigured: there is no decision, and no default outcome.
        """
        path = "/decisions?dry_run=true" if dry_run else "/decisions"
        try:
            answer = self._calls.post(path, transaction, DecisionAnswer, self._decision_seconds)
        except (NoAnswer, AccessDenied, UnknownId, NotConfigured) as error:
            if self._default_outcome is None:
                raise
            return DecisionResult(outcome=self._default_outcome, error=error)
        return DecisionResult(outcome=answer.outcome, answer=answer)

    def label(self, labels: Sequence[LabelFields]) -> list[LabelResult]:
        """Say what up to a hundred transactions turned out to be; return the result of each."""
        return self._calls.post("/labels", {"labels": labels}, LabelsAnswer).results

    def review(self, action: ReviewFields) -> ReviewAnswer:
        """Claim a review, release it, or decide; return it as it is then."""
        return self._calls.post("/reviews", action, ReviewAnswer)

    def transaction(self, transaction_id: str) -> TransactionAnswer:
        """Return all that is known of a transaction; raise UnknownId for one that is not stored."""
        return self._calls.get("/transactions", TransactionAnswer, id=transaction_id)

    def entity(self, kind: str, entity_id: str) -> EntityAnswer:
        """Return what is known of an entity; raise UnknownId where that is nothing."""
        return self._calls.get("/entities", EntityAnswer, kind=kind, id=entity_id)

    def alerts(
        self, *, start: datetime | None = None, end: datetime | None = None, outcome: Outcome | None = None
    ) -> Iterator[AlertSaid]:
        """Yield alerts, the newest first, those published from `start` on and before `end`, page after page."""
        times = {name: each.isoformat() for name, each in (("from", start), ("to", end)) if each}
        for page in self._calls.pages("/alerts", AlertsAnswer, **times, outcome=outcome):
            yield from page.alerts

    def reviews(self, *, state: Literal["open", "claimed"] | None = None) -> Iterator[ReviewAnswer]:
        """Yield the reviews that wait for somebody, by the time when they are due, page after page."""
        for page in self._calls.pages("/reviews", ReviewsAnswer, state=state):
            yield from page.reviews
