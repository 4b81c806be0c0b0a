"""`fraudctl send`, as a person types it: each form of JSON is sent, and any other format is named in one line."""

import bz2
import gzip
import io
import json
import lzma
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fraudctl import cli
from fraudctl.client import api_client
from fraudctl.client.connection import ApiResponse
from fraudctl.stacks.target import Target

FIRST = '{"transaction_id":"a","amount":0.1000000000000000000001,"timestamp":1}'
SECOND = '{"transaction_id":"b","amount":1e2,"metadata":{"note":"}{][ \\" é"},"timestamp":2}'
LINES = f"{FIRST}\n{SECOND}\n"
PRETTY = """{
  "transaction_id": "a",
  "amount": 0.1000000000000000000001,
  "timestamp": 1
}"""
CSV = "transaction_id,amount,merchant\na,1.10,Shop\nb,2.20,Shop\n"


class RecordingApi:
    """An API that accepts everything, and records what was posted."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.posted: list[bytes] = []

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        self.posted.append(body)
        each = {"status": "stored", "transaction_id": "x"}
        results = {"results": [each] * len(json.loads(body)["transactions"])} if path else each
        return ApiResponse(status=200, body=results, seconds=0.1, received=1.0)

    def stop_retrying(self) -> None:
        """Do nothing; there are no retries."""

    def close(self) -> None:
        """Do nothing; there are no connections."""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> RecordingApi:
    made = RecordingApi()
    monkeypatch.setattr(api_client, "ApiClient", lambda *_, **__: made)
    monkeypatch.setattr(Target, "find", lambda _: None)
    return made


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run a command and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["fraudctl", *words])
    with pytest.raises(SystemExit) as end:
        cli.app()
    return int(end.value.code or 0)


def zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("transactions.jsonl", text)
    return file.getvalue()


FORMS = {
    "lines": LINES.encode(),
    "lines, the last one open": LINES.rstrip().encode(),
    "lines of another system": LINES.replace("\n", "\r\n").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + LINES.encode(),
    "an array": f"[{FIRST},{SECOND}]".encode(),
    "an array, printed": f"[\n  {FIRST},\n  {SECOND}\n]\n".encode(),
    "arrays, one a line": f"[{FIRST}]\n[{SECOND}]\n".encode(),
    "printed": f"{PRETTY}\n{SECOND}".encode(),
    "one after the other": f"{FIRST}{SECOND}".encode(),
    "text sequences": f"\x1e{FIRST}\n\x1e{SECOND}\n".encode(),
    "the API's batch": f'{{"transactions": [{FIRST}, {SECOND}]}}'.encode(),
    "gzip": gzip.compress(LINES.encode()),
    "gzip of a printed array with a mark": gzip.compress(f"\ufeff[\n{PRETTY},\n{SECOND}]".encode()),
    "gzip in members": gzip.compress(f"{FIRST}\n".encode()) + gzip.compress(SECOND.encode()),
}


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_json_is_sent_to_the_last_digit(
    form: str, batch: int, api: RecordingApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "export.bin"
    file.write_bytes(FORMS[form])

    assert typed(monkeypatch, "send", str(file), "--batch", str(batch), "--concurrency", "1") == 0

    sent = b"".join(api.posted).decode()
    assert [sent.count(text) for text in ("0.1000000000000000000001", '"transaction_id":"a"', '"b"')] == [1, 1, 1]
    assert len(api.posted) == 2 // batch


FOREIGN = {
    "CSV": CSV.encode(),
    "CSV with a byte order mark": b"\xef\xbb\xbf" + CSV.encode(),
    "CSV in Latin-1": CSV.replace("Shop", "Bäcker").encode("latin-1"),
    "gzip of CSV": gzip.compress(CSV.encode()),
    "UTF-16": LINES.encode("utf-16"),
    "UTF-16 without a mark": LINES.encode("utf-16-be"),
    "UTF-32": LINES.encode("utf-32"),
    "XML": b"<?xml version='1.0'?>\n<a>\n{}\n</a>\n",
    "zip": zipped(LINES),
    "bzip2": bz2.compress(LINES.encode()),
    "xz": lzma.compress(LINES.encode()),
    "YAML": b"- transaction_id: a\n  amount: 1\n",
    "a list in an object": f'{{"count": 2, "data": [{FIRST}, {SECOND}]}}'.encode(),
    "nothing": b"",
    "blank lines": b"\n  \n",
}


@pytest.mark.parametrize("form", FOREIGN)
def test_whatever_else_comes_is_named_in_one_line_and_nothing_is_sent(
    form: str, api: RecordingApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "export[old].bin"
    file.write_bytes(FOREIGN[form])

    assert typed(monkeypatch, "send", str(file)) == 1

    printed = capfd.readouterr()
    assert (printed.out, printed.err.count("\n"), api.posted) == ("", 1, [])
    assert printed.err.startswith("fraudctl: ")
    assert str(file) in printed.err
