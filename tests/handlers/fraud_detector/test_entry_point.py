"""The function at its entry point: the bodies that it takes, the clock that it goes by, and the line that it logs."""

import json
import re
from base64 import b64encode
from contextlib import redirect_stdout
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from handlers.fraud_detector.requests import TARGET
from tests.handlers.fraud_detector.test_service import ASKED, Lambda
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, import_handler

ENVIRONMENT = {
    **{f"{name}_FUNCTION": name.lower() for name in ("DECISION", "INGESTION", "FEEDBACK", "QUERIES")},
    "AWS_DEFAULT_REGION": "us-east-1",
}
POSTED: dict[str, Any] = {"headers": {"X-Amz-Target": f"{TARGET}GetEventPrediction"}, "body": json.dumps(ASKED)}


def test_the_function_asks_again_after_half_a_minute_which_strategy_is_active(
    logs: FunctionLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions, clock = Lambda(), SimpleNamespace(nanoseconds=1_795_350_700_000_000_000)
    with import_handler("fraud_detector_api", ENVIRONMENT, logs) as module, redirect_stdout(logs.stream):
        monkeypatch.setattr(module.functions, "_client", functions)
        monkeypatch.setattr(module, "time", SimpleNamespace(time_ns=lambda: clock.nanoseconds))
        asked = list[int]()
        for _ in range(3):
            assert module.handler(POSTED, FakeLambdaContext())["statusCode"] == 200
            asked.append([name for name, _ in functions.asked].count("queries"))
            clock.nanoseconds += 20_000_000_000

    assert asked == [1, 1, 2]


def test_a_body_may_come_in_base64_and_one_that_is_none_is_refused(
    logs: FunctionLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = Lambda()
    encoded = {**POSTED, "isBase64Encoded": True, "body": b64encode(POSTED["body"].encode()).decode()}
    with import_handler("fraud_detector_api", ENVIRONMENT, logs) as module, redirect_stdout(logs.stream):
        monkeypatch.setattr(module.functions, "_client", functions)
        taken = module.handler(encoded, FakeLambdaContext())
        refused = module.handler({**encoded, "body": POSTED["body"]}, FakeLambdaContext())

    assert (taken["statusCode"], json.loads(taken["body"])["ruleResults"]) == (200, [])
    assert (refused["statusCode"], refused["headers"]["x-amzn-ErrorType"]) == (400, "ValidationException")
    assert len(functions.bodies("decision")) == 1


def test_a_function_that_fails_is_named_in_the_log_alone(logs: FunctionLogs, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(Lambda):
        def invoke(self, **call: Any) -> dict[str, Any]:
            return {**super().invoke(**call), "FunctionError": "Unhandled"}

    with import_handler("fraud_detector_api", ENVIRONMENT, logs) as module, redirect_stdout(logs.stream):
        monkeypatch.setattr(module.functions, "_client", Failing())
        answer = module.handler(POSTED, FakeLambdaContext())

    (line,) = logs.lines()
    assert (line["level"], line["operation"], line["cause"]) == ("ERROR", "GetEventPrediction", "queries")
    assert (line["service"], line["request_id"]) == ("fraud-detector-api", FakeLambdaContext.aws_request_id)
    assert json.loads(answer["body"]) == {
        "__type": "InternalServerException",
        "message": "a function failed, try again",
    }


def test_the_log_tells_which_right_is_missing_and_the_client_does_not_hear_it(
    logs: FunctionLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no right to queries"}}, "Invoke")
    functions = Lambda()
    functions.answers["queries"] = lambda _: denied
    with import_handler("fraud_detector_api", ENVIRONMENT, logs) as module, redirect_stdout(logs.stream):
        monkeypatch.setattr(module.functions, "_client", functions)
        answer = module.handler(POSTED, FakeLambdaContext())

    (line,) = logs.lines()
    assert (line["level"], line["message"]) == ("ERROR", "failed")
    assert re.search(r"\(AccessDeniedException\).*: no right to queries$", line["cause"])
    assert json.loads(answer["body"])["message"] == "a function did not answer, try again"
