"""A failure names its last error, with the file and the line of the last frame in the function's own code."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fraudctl.observe.failures import (
    Failure,
    error_location,
    find_invocation_failures,
    find_logged_failures,
    import_traceback,
)
from fraudctl.observe.log_line import LogLine
from fraudctl.stacks.target import Target
from tests.fraudctl.observe.stack_with_logs import FUNCTIONS, NOON, StackContents, target_with

TRACEBACK = """Traceback (most recent call last):
  File "/tmp/x/_worker.py", line 128, in run
    result = handler_fn(event, context)
  File "/tmp/x/code/handlers/scoring.py", line 36, in handler
    entries = scorebook.enter([])
  File "/tmp/x/code/handlers/decision/rules.py", line 25, in <lambda>
    return lambda transaction: transaction.amoun
  File "/opt/python/msgspec/__init__.py", line 7, in decode
AttributeError: 'Transaction' object has no attribute 'amoun'"""


def error_line(**fields: Any) -> LogLine:
    return LogLine(at=NOON, stage="scoring", level="ERROR", message="x", fields=fields)


ON_LAMBDA = ['  File "/var/task/handlers/scoring.py", line 9, in handler\n    x\n']


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"exception": TRACEBACK}, "handlers/decision/rules.py, line 25"),
        ({"stackTrace": ON_LAMBDA}, "handlers/scoring.py, line 9"),
        ({"exception": 'File "/opt/python/x.py", line 3, in y'}, "/opt/python/x.py, line 3"),
        ({"errorType": "Runtime.ImportModuleError"}, ""),
    ],
)
def test_the_location_is_the_last_frame_in_our_own_code(fields: dict[str, Any], place: str) -> None:
    assert error_location(error_line(**fields)) == place


def test_for_each_function_that_logged_errors_the_last_is_found_and_all_are_counted() -> None:
    contents = StackContents()
    contents.log("ingestion", 1, message="stored")
    for number in (1, 2):
        texts = [
            "START RequestId: r-1",
            *TRACEBACK.replace("amoun'", f"amoun{number}'").split("\n"),
            "END RequestId: r-1",
        ]
        events = contents.events.setdefault(f"/aws/lambda/{FUNCTIONS['scoring']}", [])
        events += [{"timestamp": int(NOON.timestamp() * 1000) + number, "message": text} for text in texts]

    (failure,) = find_logged_failures(target_with(contents), NOON - timedelta(minutes=1))

    said = "AttributeError: 'Transaction' object has no attribute 'amoun2'"
    assert str(failure) == f"scoring failed 2 times: {said} (handlers/decision/rules.py, line 25)"


def test_a_function_that_cannot_start_fails_when_it_is_invoked() -> None:
    said = {"errorType": "Runtime.ImportModuleError", "errorMessage": "No module named 'nonsense'", "stackTrace": []}

    class FailingLambda:
        def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 -- boto3's names
            json.loads(Payload)
            wrong = FunctionName == FUNCTIONS["scoring"]
            body = io.BytesIO(json.dumps(said if wrong else {}).encode())
            return {"Payload": body, **({"FunctionError": "Unhandled"} if wrong else {})}

        def get_function_configuration(self, **_: Any) -> dict[str, Any]:
            return {"Handler": "handlers.nonsense.handler", "Environment": {"Variables": {"A": "b"}}}

    class TargetWithLambda(Target):
        def client(self, service: str, **_: Any) -> Any:
            assert service == "lambda"
            return FailingLambda()

    exports = {f"{stage}_function_name": name for stage, name in FUNCTIONS.items()}
    found = list(find_invocation_failures(TargetWithLambda(stack="dev", region="us-east-1", exports=exports)))

    message = "Runtime.ImportModuleError: No module named 'nonsense'"
    assert found == [Failure(stage="scoring", message=message, place="", count=1)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("import os\n\nNOWHERE", "handlers/scoring.py, line 3"),
        ("import nonsense_module", "handlers/scoring.py, line 1"),
        ("x = 1\ndef f(:\n", "handlers/scoring.py, line 2"),
        ("import os\nassert os.environ['DLQ_URL'] == 'url'", ""),
    ],
)
def test_the_location_of_an_import_that_fails_is_found(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "scoring.py").write_text(text)
    said = import_traceback(tmp_path, "handlers.scoring.handler", {"DLQ_URL": "url"})
    assert error_location(error_line(exception=said)) == place
