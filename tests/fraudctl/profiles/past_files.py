"""Files of past payments of one customer."""

import json
from pathlib import Path
from typing import Any

START = 1_760_000_000_000
"""Epoch milliseconds on 9 October 2025."""


def line(number: int, **more: Any) -> str:
    return json.dumps({"transaction_id": f"tx-{number}", "timestamp": START + number, "customer_id": "C-1", **more})


def write(file: Path, *lines: str) -> Path:
    file.write_text("".join(f"{each}\n" for each in lines))
    return file


def many(file: Path, count: int) -> Path:
    return write(file, *map(line, range(1, count + 1)))
