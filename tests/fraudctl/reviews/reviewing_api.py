"""An API that holds reviews, answers as the contract says, and pages through those that wait."""

import json
from typing import Any
from urllib.parse import parse_qs

from fraudctl.client.connection import ApiResponse

DUE = "2026-11-27T12:00:00.000Z"


def review(number: int, **more: Any) -> dict[str, Any]:
    return {
        "transaction_id": f"T-{number}",
        "timestamp": 1_767_571_200_000 + number,
        "state": "open",
        "opened_at": "2026-11-26T12:00:00.000Z",
        "due": DUE,
        "outcome": "review",
        "score": 0.85,
        "amount": 1250.5,
        "currency": "EUR",
        "merchant": "Shop & Söhne",
        "customer_id": "C-7",
        **more,
    }


class ReviewingApi:
    """An API that answers `act` with the next answer it was given, and lists its reviews by pages of the size asked."""

    def __init__(self) -> None:
        self.reviews: list[dict[str, Any]] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.posted: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.closed = False

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        assert path == ""
        self.posted.append(json.loads(body))
        status, content = self.answers.pop(0)
        return ApiResponse(status=status, body=content, seconds=0.1, received=1.0)

    def get(self, path: str = "") -> ApiResponse:
        asked = {name: each for name, (each,) in parse_qs(path.removeprefix("?"), strict_parsing=True).items()}
        self.asked.append(asked)
        if self.answers:
            status, content = self.answers.pop(0)
            return ApiResponse(status=status, body=content, seconds=0.1, received=1.0)
        first, size = int(asked.get("cursor", "0 &=").partition(" ")[0]), int(asked["limit"])
        listed = [each for each in self.reviews if asked.get("state") in (None, each["state"])]
        page: dict[str, Any] = {"reviews": listed[first : first + size]}
        if first + size < len(listed):
            page["cursor"] = f"{first + size} &="  # as hostile to a query as a cursor may be
        return ApiResponse(status=200, body=page, seconds=0.1, received=1.0)

    def close(self) -> None:
        self.closed = True
