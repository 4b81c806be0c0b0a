"""Access to an API: its address, the region that it is in, and the credentials that calls are signed with."""

import re
from typing import NamedTuple

from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError

from fraudctl.client.exceptions import NotConfigured

AWS_HOST = re.compile(r"https://[a-z0-9]+\.execute-api\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/")

ROUTE = "/transactions"
"""The route at which the export `api_endpoint` ends."""


class Access(NamedTuple):
    """The address before every route, and how calls are signed; without credentials they are not."""

    url: str
    region: str
    credentials: Credentials | None


def access_to(endpoint: str, *, region: str | None, credentials: Credentials | None, signed: bool) -> Access:
    """Return the access to the API of an endpoint; what is not given is found as AWS's own tools find it.

    Raises:
        NotConfigured: the endpoint is no address, or there are no credentials, or no region.
    """
    url = endpoint.removesuffix("/").removesuffix(ROUTE)
    if not url.startswith(("https://", "http://")):
        raise NotConfigured(f"the endpoint must be an address, as the stack's export api_endpoint is, not {endpoint!r}")
    if not signed:
        return Access(url, "", None)
    found = AWS_HOST.match(f"{url}/")
    region = region or (found["region"] if found else None)
    if region is None or credentials is None:
        from botocore.session import Session  # noqa: PLC0415 -- it takes half a second, and not everybody needs it

        session = Session()
        try:
            region = region or session.get_config_variable("region")
            credentials = credentials or session.get_credentials()
        except BotoCoreError as error:
            raise NotConfigured(str(error)) from error
    if region is None:
        raise NotConfigured("the region is not known: set AWS_DEFAULT_REGION, or give region=")
    if credentials is None:
        raise NotConfigured("no AWS credentials were found: log in, set AWS_PROFILE, or give credentials=")
    return Access(url, region, credentials)
