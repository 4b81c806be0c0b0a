"""Clients of the embedded AWS, each made when it is first asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config

from emulator.aws_session import isolated_session

if TYPE_CHECKING:  # the stubs are there for the type checker only
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient


class Clients:
    """One client a service, as each costs tens of milliseconds to make; safe to share among threads."""

    def __init__(self, endpoint: str, region: str) -> None:
        self.endpoint = endpoint
        self.region = region
        self._session = isolated_session(region)
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()  # a session is not thread-safe, its clients are

    def _client(self, service: str) -> Any:
        with self._lock:
            if service not in self._made:
                self._made[service] = self._session.client(
                    service,
                    endpoint_url=self.endpoint,
                    config=Config(connect_timeout=2, read_timeout=30, retries={"total_max_attempts": 2}),
                )
            return self._made[service]

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._made.values():
                client.close()
            self._made.clear()

    @property
    def apigateway(self) -> APIGatewayClient:
        return cast("APIGatewayClient", self._client("apigateway"))

    @property
    def cloudwatch(self) -> CloudWatchClient:
        return cast("CloudWatchClient", self._client("cloudwatch"))

    @property
    def dynamodb(self) -> DynamoDBClient:
        return cast("DynamoDBClient", self._client("dynamodb"))

    @property
    def events(self) -> EventBridgeClient:
        return cast("EventBridgeClient", self._client("events"))

    @property
    def iam(self) -> IAMClient:
        return cast("IAMClient", self._client("iam"))

    @property
    def kms(self) -> KMSClient:
        return cast("KMSClient", self._client("kms"))

    @property
    def lambda_(self) -> LambdaClient:
        return cast("LambdaClient", self._client("lambda"))

    @property
    def logs(self) -> CloudWatchLogsClient:
        return cast("CloudWatchLogsClient", self._client("logs"))

    @property
    def sns(self) -> SNSClient:
        return cast("SNSClient", self._client("sns"))

    @property
    def sqs(self) -> SQSClient:
        return cast("SQSClient", self._client("sqs"))

    @property
    def sts(self) -> STSClient:
        return cast("STSClient", self._client("sts"))
