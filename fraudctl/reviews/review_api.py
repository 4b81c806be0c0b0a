"""The API's answers about reviews: those that wait, and what an action on one made of it."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any, Self
from urllib.parse import urlencode

import msgspec
from urllib3.exceptions import HTTPError

from fraudctl.client.api_client import ApiClient
from fraudctl.client.connection import ApiResponse
from fraudctl.client.failure import failure_reason
from fraudctl.errors import CommandError

LARGEST_PAGE = 100
"""Reviews that the API lists in one answer."""

ReviewView = Mapping[str, Any]
"""A review as the API shows it; its times are texts of ISO 8601."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class ReviewApi:
    """A stack's API, asked about reviews until the block ends."""

    def __init__(self, client: ApiClient) -> None:
        """`client` has the endpoint of reviews."""
        self._client = client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def waiting(self, state: str | None, limit: int) -> list[ReviewView]:
        """Return up to `limit` reviews that wait for somebody, or for their decision, the next due first.

        Raises:
            CommandError: the API could not be reached, or refused.
        """
        return list(islice(self._pages(state, min(limit, LARGEST_PAGE)), limit))

    def act(self, transaction_id: str, action: str, **more: str | None) -> ReviewView:
        """Return the review as an action on it left it, with `duplicate` where it was so before.

        Raises:
            CommandError: nobody opened a review of this id, another has it, or the API could not be reached.
        """
        given = {name: each for name, each in more.items() if each is not None}
        body = _encode({"transaction_id": transaction_id, "action": action, **given})
        try:
            return _content(self._client.post(body), "transaction_id")
        except HTTPError as error:
            raise _unreached(error) from error

    def _pages(self, state: str | None, size: int) -> Iterator[ReviewView]:
        asked = {"limit": str(size), **({"state": state} if state else {})}
        while True:
            try:
                page = _content(self._client.get(f"?{urlencode(asked)}"), "reviews")
            except HTTPError as error:
                raise _unreached(error) from error
            yield from page["reviews"]
            if not (cursor := page.get("cursor")):
                return
            asked["cursor"] = str(cursor)


def _content(answer: ApiResponse, name: str) -> Mapping[str, Any]:
    """Return an answer's content, which has to have this name in it."""
    if answer.status != HTTPStatus.OK:
        raise CommandError(str(answer.body.get("error") or f"the API answered HTTP {answer.status}"))
    if name not in answer.body:
        raise CommandError(str(answer.body.get("error") or "the answer is none of the API's"))
    return answer.body


def _unreached(error: HTTPError) -> CommandError:
    return CommandError(f"the API could not be reached: {failure_reason(error)}")
