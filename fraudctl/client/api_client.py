"""The command line's client of one route of a stack."""

from collections.abc import Callable

from fraudctl.client.connection import ApiResponse, Connection
from fraudctl.stacks.target import Target


class ApiClient:
    """A client of a route, by the name of the stack's export that has its address; many threads may use it."""

    def __init__(
        self,
        target: Target,
        *,
        endpoint: str = "api_endpoint",
        concurrency: int = 1,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._connection = Connection(
            target.exports[endpoint],
            region=target.region,
            credentials=target.credentials(),
            concurrency=concurrency,
            wait=wait,
        )

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        """Return the API's answer, at its endpoint or a path after it; a repeat is harmless, so failures are retried.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached, by the last attempt either.
        """
        return self._connection.send("POST", path, body)

    def get(self, path: str = "") -> ApiResponse:
        """Return what the API reads at its endpoint or a path after it, with its query; failures are retried.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached, by the last attempt either.
        """
        return self._connection.send("GET", path)

    def stop_retrying(self) -> None:
        """End pauses; a request under way is not tried again."""
        self._connection.stop_retrying()

    def close(self) -> None:
        """End pauses and connections."""
        self._connection.close()
