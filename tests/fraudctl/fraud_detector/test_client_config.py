"""A client of the service's is pointed at the endpoint by its environment alone, and signs for API Gateway."""

from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.output.client_config import config_files, write_config

ENDPOINT = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/frauddetector"


def test_an_unmodified_client_asks_the_endpoint_and_signs_for_the_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = config_files({"fraud_detector_endpoint": ENDPOINT}, tmp_path)
    assert write_config(files, tmp_path) == f". {tmp_path / 'client.env'}"
    for line in files["client.env"].splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        monkeypatch.setenv(name, value)

    client = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-west-1").client(
        "frauddetector"
    )

    assert client.meta.endpoint_url == ENDPOINT
    assert client.meta.service_model.signing_name == "execute-api"
    assert Stubber(client), "it is an ordinary client"


def test_a_stack_without_the_endpoint_says_which_setting_adds_it(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="set fraudDetectorApi to true"):
        config_files({}, tmp_path)
