"""Configuration that points clients of Amazon Fraud Detector at a stack's endpoint, without a change of their code."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

from fraudctl.errors import CommandError

ENDPOINT = "fraud_detector_endpoint"
"""The stack's export."""

EXTRAS = "frauddetector/2019-11-15/service-2.sdk-extras.json"
"""The file that the AWS SDK for Python and the AWS CLI read beside their own model, in each folder of AWS_DATA_PATH."""

SIGNING = {"version": 1.0, "merge": {"metadata": {"signingName": "execute-api"}}}
"""API Gateway takes signatures for itself alone."""

ENVIRONMENT = "client.env"


def config_files(exports: Mapping[str, object], folder: Path) -> dict[str, str]:
    """Return the text of each file, by its name in the folder.

    Raises:
        CommandError: the stack has no such endpoint.
    """
    endpoint = exports.get(ENDPOINT)
    if not isinstance(endpoint, str):
        raise CommandError(
            "the stack has no endpoint for clients of Amazon Fraud Detector: set fraudDetectorApi to true"
        )
    values = {"AWS_DATA_PATH": str(folder.resolve()), "AWS_ENDPOINT_URL_FRAUDDETECTOR": endpoint}
    return {
        EXTRAS: json.dumps(SIGNING) + "\n",
        ENVIRONMENT: "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items()),
    }


def write_config(files: Mapping[str, str], folder: Path) -> str:
    """Write the files; return how a shell takes them."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return f". {shlex.quote(str(folder / ENVIRONMENT))}"
