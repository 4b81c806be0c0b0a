"""Logs of the embedded AWS that fill more than a page are read whole."""

import time
from typing import TYPE_CHECKING

from emulator.clients import Clients
from fraudctl.observe.log_events import PAGE, log_events

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import InputLogEventTypeDef

GROUP = "more-than-a-page"
A_CALL = 5_000


def test_events_after_the_first_page_are_read(account_clients: Clients) -> None:
    logs, now = account_clients.logs, int(time.time() * 1000)
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="s")
    messages = [f"{place}" for place in range(PAGE + A_CALL)]
    for first in range(0, len(messages), A_CALL):
        events: list[InputLogEventTypeDef] = [
            {"timestamp": now + int(each) // 3, "message": each} for each in messages[first : first + A_CALL]
        ]
        logs.put_log_events(logGroupName=GROUP, logStreamName="s", logEvents=events)

    assert [each["message"] for each in log_events(logs, logGroupName=GROUP)] == messages
