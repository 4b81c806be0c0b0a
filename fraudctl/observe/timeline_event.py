"""An event of a transaction's timeline."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fraudctl.observe.log_line import LogLine
from fraudctl.terminal.times import format_iso


@dataclass(frozen=True, kw_only=True)
class TimelineEvent:
    """An event of the transaction; `what` describes it, `line` is its log line where there is one."""

    at: datetime
    stage: str
    what: str
    detail: str = ""
    line: LogLine | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        line = {"line": self.line.as_json()} if self.line else {}
        return {"time": format_iso(self.at), "stage": self.stage, "what": self.what, "detail": self.detail, **line}
