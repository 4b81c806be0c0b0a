"""In whatever form a log is written, a line has its time, stage, level and message."""

import json
from typing import Any

from fraudctl.observe.log_line import LogLine, parse_log_events

NOON = 1_795_348_800_000  # 2026-11-22 12:00:00 UTC


def parse_messages(*messages: str | dict[str, Any]) -> list[LogLine]:
    texts = [each if isinstance(each, str) else json.dumps(each) for each in messages]
    return list(parse_log_events("scoring", [{"timestamp": NOON, "message": text} for text in texts]))


def test_a_structured_line_has_its_own_time_and_its_ids_apart() -> None:
    content = {"timestamp": "2026-11-22T12:00:01.250+00:00", "level": "INFO", "message": "scored", "service": "scoring"}
    (line,) = parse_messages({**content, "request_id": "r-1", "xray_trace_id": "t-1", "count": 2})
    assert (line.stage, line.level, line.message) == ("scoring", "INFO", "scored")
    assert (line.request_id, line.trace_id) == ("r-1", "t-1")
    assert line.at.isoformat() == "2026-11-22T12:00:01.250000+00:00"
    assert dict(line.fields) == {"count": 2}


def test_a_line_without_a_time_of_its_own_has_that_of_its_event() -> None:
    (line,) = parse_messages({"level": "INFO", "message": "scored"})
    assert line.at.isoformat() == "2026-11-22T12:00:00+00:00"


def test_metrics_in_a_line_are_not_among_its_fields() -> None:
    metrics = {"Namespace": "N", "Dimensions": [["Environment"]], "Metrics": [{"Name": "Alerts"}]}
    (line,) = parse_messages(
        {
            "message": "scored",
            "_aws": {"Timestamp": NOON, "CloudWatchMetrics": [metrics]},
            "Environment": "dev",
            "Alerts": 1,
            "count": 3,
        }
    )
    assert dict(line.fields) == {"count": 3}


def test_a_traceback_is_one_error_of_its_request() -> None:
    found = parse_messages(
        "START RequestId: r-2 Version: $LATEST",
        "Traceback (most recent call last):",
        '  File "code.py", line 1, in handler',
        "ValueError: wrong",
        "END RequestId: r-2",
    )
    (error,) = [line for line in found if not line.routine]
    assert (error.message, error.request_id, error.failed) == ("ValueError: wrong", "r-2", True)
    assert str(error.fields["exception"]).count("\n") == 2


def test_a_traceback_at_the_end_is_not_lost() -> None:
    assert [line.message for line in parse_messages("Traceback (most recent call last):", "KeyError: 'x'")] == [
        "KeyError: 'x'"
    ]


def test_lambdas_own_lines_are_routine_and_have_the_run_time() -> None:
    report = "REPORT RequestId: r-3\tDuration: 12.5 ms\tBilled Duration: 13 ms"
    found = parse_messages("START RequestId: r-3 Version: $LATEST", "END RequestId: r-3", report)
    assert all(line.routine and not line.failed for line in found)
    assert [line.milliseconds for line in found] == [None, None, 12.5]


def test_a_timeout_is_an_error() -> None:
    (line,) = parse_messages("2026-11-22T12:00:00Z r-4 Task timed out after 30.00 seconds")
    assert line.failed


def test_lambdas_own_json_is_read_by_its_type() -> None:
    (line,) = parse_messages(
        {"time": "x", "type": "platform.runtimeDone", "record": {"requestId": "r-5", "status": "timeout"}}
    )
    assert (line.message, line.request_id, dict(line.fields)) == ("platform.runtimeDone", "r-5", {"status": "timeout"})


def test_an_unhandled_error_in_lambdas_json_form_is_one() -> None:
    (line,) = parse_messages({"level": "ERROR", "message": "wrong", "errorType": "ValueError", "requestId": "r-6"})
    assert (line.failed, line.request_id, line.fields["errorType"]) == (True, "r-6", "ValueError")
