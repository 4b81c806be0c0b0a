"""A file's format is recognized by its beginning; the error says what is expected and how to convert it."""

import base64
import gzip
import io
import json
import pickle
import tarfile
import zipfile
import zlib

import pytest

from fraudctl.client.reading import read_transactions
from fraudctl.errors import CommandError
from tests.fraudctl.client.feed import A, Feed

LINES = '{"transaction_id":"a","amount":0.10}\n{"transaction_id":"b"}\n'


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, LINES)
    return file.getvalue()


def tape() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as made:
        entry = tarfile.TarInfo("lines.jsonl")
        entry.size = len(LINES)
        made.addfile(entry, io.BytesIO(LINES.encode()))
    return file.getvalue()


KNOWN = {
    "UTF-16": LINES.encode("utf-16"),
    "UTF-16 without a byte order mark": LINES.encode("utf-16-le"),
    "UTF-32": LINES.encode("utf-32"),
    "UTF-32 without a byte order mark": LINES.encode("utf-32-be"),
    "UTF-16, compressed with gzip": gzip.compress(LINES.encode("utf-16")),
    "gzip, compressed with gzip": gzip.compress(gzip.compress(LINES.encode())),
    "a zip archive": archive("lines.jsonl"),
    "an Excel workbook (XLSX)": archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"),
    "an OpenDocument spreadsheet (ODS)": b"PK\x03\x04\x14\x00"
    + bytes(24)
    + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
    "a tar archive": tape(),
    "a tar archive, compressed with gzip": gzip.compress(tape()),
    "zlib data": zlib.compress(LINES.encode()),
    "zstd": b"\x28\xb5\x2f\xfd\x04\x00",
    "Parquet": b"PAR1\x15\x04\x15" + bytes(50),
    "Avro": b"Obj\x01\x04\x16avro.schema",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\n",
    "an SQLite database": b"SQLite format 3\x00\x10\x00",
    "binary data": pickle.dumps([{"transaction_id": "a"}]),
    "XML": b"<transactions>\n{}\n</transactions>",
    "HTML": b"<!DOCTYPE html>\n<script>\n" + A + b"\n</script>",
    "CSV": b'"transaction_id","amount"\r\n"a, the first","1"\r\n',
    "TSV": b"transaction_id\tamount\na\t1\n",
    "CSV with semicolons": b"transaction_id;amount\na;1,50\n",
    "YAML": b"---\ntransaction_id: a\n",
    "TOML or INI": b'[[transactions]]\ntransaction_id = "a"\n',
    "Base64": base64.b64encode(LINES.encode()) + b"\n",
    "server-sent events": b"event: x\ndata: " + A + b"\n\n",
    "Python's way to print objects, with single quotes": b"[{'transaction_id': 'a'}]",
    "JavaScript, JSON5 or YAML, with names that are not quoted": b"{transaction_id: 'a'}\n{transaction_id: 'b'}\n",
    "JSON objects encoded once more, as strings": json.dumps(A.decode()).encode(),
    "a JSON array of arrays": b'[["a",1],\n["b",2]]',
    "a JSON array of values that are no objects": b'["a","b"]',
    "JSON values that are no objects": b"1\n2\n",
    "an object that holds a list in .data": b'{"count":1,"next":{"page":2},"data":[\n' + A + b"\n]}",
    'an object that holds a list in .page["the list"]': b'{"page":{"the list":[' + A + b"]}}",
    "an object that holds a list in .transactions": b'{"count":1,"transactions":[' + A + b"]}",
    "text that is not JSON": b"Error: access denied\n",
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_file_is_known_by_its_beginning(name: str) -> None:
    with pytest.raises(CommandError) as raised:
        read_transactions(Feed(KNOWN[name]), "the file")

    said = str(raised.value)
    assert said.startswith(f"the file looks like {name}; expected are JSON objects in UTF-8, ")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("data", "name", "command"),
    [
        (LINES.encode("utf-16"), "my file", "iconv -f UTF-16 -t UTF-8 'my file'"),
        (LINES.encode("utf-16"), None, "iconv -f UTF-16 -t UTF-8 FILE"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "x.gz", "gzip -dc x.gz | mlr --icsv --ojsonl cat"),
        (gzip.compress(tape(), mtime=0), "x.tgz", "tar -xOf x.tgz"),
        (b'{"data":[' + A + b"]}", "x", "jq -c '.data[]' x"),
    ],
    ids=["a file", "the standard input", "gzip of text", "gzip of an archive", "a list"],
)
def test_one_step_to_convert_it_is_named(data: bytes, name: str | None, command: str) -> None:
    with pytest.raises(CommandError) as raised:
        read_transactions(Feed(data), name)

    assert f". Convert it: {command} | fraudctl send -" in str(raised.value)


def test_without_such_a_step_none_is_named() -> None:
    for data in (KNOWN["Parquet"], gzip.compress(archive("lines.jsonl"))):
        with pytest.raises(CommandError) as raised:
            read_transactions(Feed(data), "x")
        assert "Convert" not in str(raised.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"\n \r\n", b"\xef\xbb\xbf", b"[ ]", b'{"transactions": []}', gzip.compress(b"", mtime=0)],
    ids=["nothing", "blanks", "a mark", "an array", "a batch", "gzip"],
)
def test_a_file_without_transactions_is_said_to_have_none(data: bytes) -> None:
    with pytest.raises(CommandError, match=r"^no transactions in x$"):
        read_transactions(Feed(data), "x")
    with pytest.raises(CommandError, match=r"^no transactions in the standard input$"):
        read_transactions(Feed(data))


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_file_is_known_in_any_pieces(size: int) -> None:
    for name, data in KNOWN.items():
        with pytest.raises(CommandError, match="looks like") as raised:
            read_transactions(Feed(*(data[at : at + size] for at in range(0, len(data), size))), "x")
        assert str(raised.value).startswith(f"x looks like {name}; ")


@pytest.mark.parametrize("comment", [b"// all of them", b"/* all of them */", b"/* all\n of them */", b"# all of them"])
@pytest.mark.parametrize("opening", [b"[", b"[\r\n  ", b"{", b"{\n\t"])
@pytest.mark.parametrize("size", [1, 1000])
def test_json_with_comments_is_known_and_none_of_it_is_sent(opening: bytes, comment: bytes, size: int) -> None:
    closing = A[1:] + b"\n" if opening.startswith(b"{") else A + b",\n" + A + b"]\n"
    data = opening + comment + b"\n" + closing

    with pytest.raises(CommandError, match=r"^x looks like JSON with comments; expected are"):
        read_transactions(Feed(*(data[at : at + size] for at in range(0, len(data), size))), "x")


@pytest.mark.parametrize("line", [b"[/var/log/till] opened\n", b"[#7] opened\n"])
def test_a_log_is_not_taken_for_comments(line: bytes) -> None:
    with pytest.raises(CommandError, match=r"^x looks like text that is not JSON; "):
        read_transactions(Feed(line * 30), "x")


def test_base64_is_known_with_and_without_an_end_of_its_line() -> None:
    for data in (LINES.encode(), gzip.compress(LINES.encode()), f"[{LINES * 99}]".encode()):
        base64_is_known(data)


def base64_is_known(data: bytes) -> None:
    for coded in (base64.b64encode(data), base64.encodebytes(data)):
        with pytest.raises(CommandError, match=r"^x looks like Base64; "):
            read_transactions(Feed(coded), "x")


def test_a_transaction_with_a_list_in_it_is_no_list_of_transactions() -> None:
    line = b'{"transaction_id":"a","items":[{"price":1}]}'

    assert [*read_transactions(Feed(line))] == [(1, line)]
