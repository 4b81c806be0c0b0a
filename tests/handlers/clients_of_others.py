"""Clients in this process that are none of a test's: the embedded AWS of other rooms' tests reads its streams on."""

from botocore.client import BaseClient


def is_of_the_embedded_aws(client: BaseClient) -> bool:
    """Return whether a client calls the embedded AWS, of which a test here knows nothing."""
    return client.meta.endpoint_url.startswith("http://127.0.0.1:")
