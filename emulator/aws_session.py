"""A boto3 session for the embedded AWS alone, free of everything that the user has set for AWS."""

import os

import boto3
import botocore.session
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES, ConstantProvider
from botocore.credentials import CredentialProvider, CredentialResolver
from botocore.loaders import Loader

ROOT_KEY = "test"
"""The access key, and the secret, under which the emulator allows everything; worth nothing anywhere else."""

_MODELS = Loader()
"""The SDK's models of services, read once for all sessions: to read them takes far longer than to make a client."""


def isolated_session(region: str, credentials: CredentialProvider | None = None) -> boto3.Session:
    """Return a session that reads no environment variable and no file of the user's, and knows no proxy.

    Every setting of botocore has its default: a missing profile, an endpoint or a proxy of the user's would otherwise
    fail the requests, or receive them.

    Its clients act as the user of the credentials; by default as the emulator's root.
    """
    settings = {name: default for name, (_, _, default, _) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()}
    settings |= {"config_file": os.devnull, "credentials_file": os.devnull}
    settings |= {"region": region, "ignore_configured_endpoint_urls": True}
    core = botocore.session.Session()
    core.register_component("data_loader", _MODELS)
    store = core.get_component("config_store")
    for name, value in settings.items():
        store.set_config_provider(name, ConstantProvider(value))
    core.set_default_client_config(Config(proxies={}))
    if credentials is None:
        core.set_credentials(ROOT_KEY, ROOT_KEY)
    else:
        core.register_component("credential_provider", CredentialResolver(providers=[credentials]))
    return boto3.Session(botocore_session=core, region_name=region)
