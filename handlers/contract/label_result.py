"""The results of labels, one by one, and the response that lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.contract.errors import LabelUnavailable, Refused, UnknownTransaction
from handlers.contract.http import json_response
from handlers.contract.verdict import LabelName

UNKNOWN = "transaction_id: no transaction of this id is stored; nothing is kept of the label"


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A label that the transaction's row and its entities' facts hold; `label` is the one that counts now."""

    transaction_id: str
    label: LabelName
    duplicate: bool = False

    @property
    def outcome(self) -> str:
        """Return `stored` (now) or `duplicate` (said before)."""
        return "duplicate" if self.duplicate else "stored"


LabelResult = Labelled | Refused | UnknownTransaction | LabelUnavailable


def labels_response(results: Sequence[LabelResult]) -> dict[str, Any]:
    """Return 200 with each label's result, in order; only `stored` and `duplicate` ones are in force."""
    return json_response(200, {"results": [_result(result) for result in results]})


def _result(result: LabelResult) -> dict[str, Any]:
    status = {"status": result.outcome}
    match result:
        case Labelled():
            return {**status, "transaction_id": result.transaction_id, "label": result.label}
        case Refused():
            return {**status, "error": str(result)}
        case UnknownTransaction():
            return {**status, "transaction_id": str(result), "error": UNKNOWN}
        case LabelUnavailable():
            return {**status, "transaction_id": str(result), "error": result.reason}
