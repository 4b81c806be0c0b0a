"""A file of labels is sent once and whole: resumed where it ended, with what is not stored in files beside it."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from fraudctl.client.connection import ApiResponse
from fraudctl.errors import CommandError
from fraudctl.labels.label_file import read_labels
from fraudctl.labels.label_run import LabelRun, LabelSummary
from fraudctl.labels.label_sender import MAX_TRIES, LabelSender, rounds
from handlers.contract.errors import Refused
from handlers.contract.label import MAX_LABELS

AT = 1_795_400_000_000


class FakeApi:
    """An API that knows ids that begin with tx, is not ready for those that begin with tx-late, and may fail."""

    def __init__(self, failing_after: int | None = None) -> None:
        self.sent: list[list[str]] = []
        self._failing_after = failing_after

    def post(self, body: bytes) -> ApiResponse:
        labels = json.loads(body)["labels"]
        if self._failing_after is not None and len(self.sent) >= self._failing_after:
            return ApiResponse(status=503, body={"error": "sorry"}, seconds=0, received=0)
        self.sent.append([each["transaction_id"] for each in labels])
        return ApiResponse(status=200, body={"results": [self._result(each) for each in labels]}, seconds=0, received=0)

    def _result(self, label: dict[str, Any]) -> dict[str, Any]:
        name = label["transaction_id"]
        if label["label"] == "maybe":
            return {"status": "refused", "error": "label: must be fraud or legitimate"}
        status = "unavailable" if name.startswith("tx-late") else "stored" if name.startswith("tx") else "unknown"
        return {"status": status, "transaction_id": name, "label": label["label"]}


def label(name: str, **fields: Any) -> dict[str, Any]:
    return {"transaction_id": name, "label": "fraud", "source": "analyst", "at": AT, **fields}


def write(file: Path, labels: Sequence[Any]) -> Path:
    file.write_text("".join(json.dumps(each) + "\n" for each in labels), encoding="utf-8")
    return file


def run(api: Any, file: Path, pause: Callable[[float], None] = lambda _: None) -> LabelSummary:
    return LabelRun(LabelSender(api, pause=pause)).send(file)


def test_unknown_and_unavailable_labels_are_in_files_of_their_own_and_the_rest_goes_on(tmp_path: Path) -> None:
    labels = [label("tx-1"), label("nobody", note="é"), label("tx-late"), label("tx-2", label="maybe"), label("tx-3")]
    file, pauses = write(tmp_path / "labels.jsonl", labels), list[float]()
    api = FakeApi()

    summary = run(api, file, pauses.append)

    assert summary.statuses == {"stored": 2, "unknown": 1, "unavailable": 1, "refused": 1}
    assert summary.refused.as_json() == {"label: must be fraud or legitimate": {"count": 1, "first_lines": [4]}}
    refused = (tmp_path / "labels.jsonl.refused").read_text(encoding="utf-8")
    assert json.loads(refused) == {"line": 4, "error": "label: must be fraud or legitimate"}
    assert not summary.complete
    assert json.loads((tmp_path / "labels.jsonl.unknown").read_text(encoding="utf-8")) == labels[1]
    assert json.loads((tmp_path / "labels.jsonl.unavailable").read_text(encoding="utf-8")) == labels[2]
    assert api.sent[1:] == [["tx-late"]] * (MAX_TRIES - 1)
    assert pauses == [1, 2, 4]
    assert not (tmp_path / "labels.jsonl.progress").exists()


def test_a_run_goes_on_where_an_earlier_one_was_answered_last(tmp_path: Path) -> None:
    names = ["nobody", *(f"tx-{number}" for number in range(249))]
    file = write(tmp_path / "labels.jsonl", [label(name) for name in names])
    with pytest.raises(CommandError, match="503: sorry"):
        run(FakeApi(failing_after=2), file)

    api = FakeApi()
    summary = run(api, file)

    assert api.sent == [names[200:]]
    assert (summary.before, summary.lines, summary.complete) == (200, 250, True)
    assert (tmp_path / "labels.jsonl.unknown").read_text(encoding="utf-8").count("nobody") == 1


def test_a_file_that_was_changed_meanwhile_is_sent_from_its_beginning(tmp_path: Path) -> None:
    file = write(tmp_path / "labels.jsonl", [label(f"tx-{number}") for number in range(150)])
    with pytest.raises(CommandError):
        run(FakeApi(failing_after=1), file)
    write(file, [label("tx-other")])

    assert run(FakeApi(), file).statuses == {"stored": 1}


CSV = f"""transaction_id,at,label,source,note
tx-1,{AT},fraud,chargeback,"a, b"
tx-2,2026-11-23T04:53:20Z,legitimate,customer,
tx-3,{AT}
,{AT},fraud,analyst,
"""


@pytest.mark.parametrize("packed", [False, True])
def test_csv_is_read_by_its_header_and_a_bad_row_is_named(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001
    file = tmp_path / "labels.csv"
    file.write_bytes(gzip.compress(CSV.encode()) if packed else CSV.encode())

    first, second, third, fourth = read_labels(file)

    said = {"transaction_id": "tx-1", "at": AT, "label": "fraud", "source": "chargeback", "note": "a, b"}
    assert first == (2, said)
    assert second == (
        3,
        {"transaction_id": "tx-2", "at": 1_795_409_600_000, "label": "legitimate", "source": "customer"},
    )
    assert third[0] == 4
    assert isinstance(third[1], Refused)
    assert fourth == (5, {"at": AT, "label": "fraud", "source": "analyst"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"transaction_id,label\n", "has no column source"),
        (b"transaction_id,label,source,at,colour\n", "has a column colour, which no label has"),
        (b"", "has no column transaction_id"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_columns_of_labels(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "labels.csv"
    file.write_bytes(content)

    with pytest.raises(CommandError, match=said):
        list(read_labels(file))


def test_a_row_that_is_no_text_or_no_row_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = f"{AT},fraud,analyst\n".encode()
    rows = [
        b"tx-1," + good,
        b"tx-\xff," + good,
        b'"tx-3,' + good,
        b"tx-4,1,2,3,4,5\n",
        b"\n",
        b'"tx-5",' + good,
        b"tx-6,",
    ]
    file = tmp_path / "labels.csv"
    file.write_bytes(b"transaction_id,at,label,source\n" + b"".join(rows))

    summary = run(FakeApi(), file)

    assert summary.statuses == {"stored": 2, "refused": 4}
    refused = [json.loads(line) for line in (tmp_path / "labels.csv.refused").read_text(encoding="utf-8").splitlines()]
    assert [each["line"] for each in refused] == [3, 4, 5, 8]
    said = ["must be in UTF-8", "has a quote without its end", "must have 4 cells", "is cut off"]
    assert [words in each["error"] for words, each in zip(said, refused, strict=True)] == [True] * 4


def test_a_packed_file_that_is_cut_off_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl.gz"
    lines = "".join(json.dumps(label(f"tx-{number}", note=f"{number:x}" * 40)) + "\n" for number in range(3000))
    packed = gzip.compress(lines.encode())
    file.write_bytes(packed[: len(packed) // 2])

    api = FakeApi()
    with pytest.raises(CommandError, match="its gzip data is cut off"):
        run(api, file)
    assert api.sent == []


def test_labels_of_one_id_are_never_in_two_requests_at_once_and_keep_their_order() -> None:
    names = [f"tx-{number % 7}" for number in range(250)] + [f"tx-{number}" for number in range(7, 300)]
    sent = list(enumerate({"transaction_id": name} for name in names))

    made = list(rounds(sent))

    for requests in made:
        ids = [{each["transaction_id"] for _, each in request} for request in requests]
        assert sum(map(len, ids)) == len(set().union(*ids))
        assert all(0 < len(request) <= MAX_LABELS for request in requests)
    flat = [each for requests in made for request in requests for each in request]
    assert sorted(flat, key=lambda each: each[0]) == sent
    for name in set(names):
        numbers = [number for number, each in flat if each["transaction_id"] == name]
        assert numbers == sorted(numbers)


def test_a_line_that_is_cut_off_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(label("tx-1")) + '\n{"transaction_id": "tx-2", "la', encoding="utf-8")

    summary = run(FakeApi(), file)

    assert (summary.statuses["stored"], summary.statuses["refused"]) == (1, 1)
