"""A session for the embedded AWS alone, free of everything that the user has set for AWS.

It is botocore's: boto3 adds resources and S3 transfers, which nothing here needs, and a tenth of a command's start.
"""

import os
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES, ConstantProvider
from botocore.credentials import CredentialProvider, CredentialResolver
from botocore.loaders import Loader

ROOT_KEY = "test"
"""The access key, and the secret, under which the emulator allows everything; worth nothing anywhere else."""


class _Models(Loader):
    """The SDK's models of services, read once for all sessions: to read them takes longer than to make a client."""

    def list_available_services(self, type_name: str) -> list[str]:
        """Return every folder of a service: to look into all 400 for this type takes longer than to read one."""
        del type_name
        folders = [Path(each) for each in self.search_paths]
        return [each.name for folder in folders if folder.is_dir() for each in folder.iterdir()]


_models = _Models()


class IsolatedSession(botocore.session.Session):
    """A session whose clients are typed by who takes them, as there is no stub for each service."""

    def client(self, service: str, **options: Any) -> Any:
        """Return a client of the service, with botocore's options."""
        return self.create_client(service, **options)


def isolated_session(region: str, credentials: CredentialProvider | None = None) -> IsolatedSession:
    """Return a session that reads no environment variable and no file of the user's, and knows no proxy.

    Every setting of botocore has its default: a missing profile, an endpoint or a proxy of the user's would otherwise
    fail the requests, or receive them.

    Its clients act as the user of the credentials; by default as the emulator's root.
    """
    settings = {name: default for name, (_, _, default, _) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()}
    settings |= {"config_file": os.devnull, "credentials_file": os.devnull}
    settings |= {"region": region, "ignore_configured_endpoint_urls": True}
    core = IsolatedSession()
    core.register_component("data_loader", _models)
    store = core.get_component("config_store")
    for name, value in settings.items():
        store.set_config_provider(name, ConstantProvider(value))
    core.set_default_client_config(Config(proxies={}))
    if credentials is None:
        core.set_credentials(ROOT_KEY, ROOT_KEY)
    else:
        core.register_component("credential_provider", CredentialResolver(providers=[credentials]))
    return core
