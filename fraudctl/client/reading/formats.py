"""File formats that `send` does not read: how each begins, and how to convert it."""

import json
import re
import shlex
from dataclasses import dataclass

EXPECTED_INPUT = (
    "expected are JSON objects in UTF-8, one a line, in an array or one after the other, plain or compressed with gzip"
)
FILE_PLACEHOLDER = "FILE"
"""The name that stands for the file in a command."""

PLAIN_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format under its usual name."""

    name: str
    convert: str = ""
    """A command that prints the file as JSON in UTF-8, if one does; without a file it reads standard input."""
    needs_file: bool = False
    """True if the command needs the file itself and cannot read a pipe."""
    reads_gzip: bool = False
    """True if the command reads gzip as well."""
    caution: str = ""

    def complaint(self, file: str | None, *, compressed: bool) -> str:
        """Return the message for a user: how the file looks, what is expected, and how to convert it."""
        looks = f"{file or 'the standard input'} looks like {self.name}{', compressed with gzip' if compressed else ''}"
        if not self.convert or (compressed and self.needs_file and not self.reads_gzip):
            return f"{looks}; {EXPECTED_INPUT}"
        command = self.convert
        if compressed and not self.reads_gzip:
            command = f"gzip -dc {FILE_PLACEHOLDER} | {command.replace(f' {FILE_PLACEHOLDER}', '')}"
        command = command.replace(FILE_PLACEHOLDER, shlex.quote(file) if file else FILE_PLACEHOLDER)
        caution = f" ({self.caution})" if self.caution else ""
        return f"{looks}; {EXPECTED_INPUT}. Convert it: {command} | fraudctl send -{caution}"


def format_of_list_at(*fields: str) -> FileFormat:
    """Return the format of an object that holds a list in a field, or in a field of a field."""
    parts = (f".{each}" if PLAIN_NAME.fullmatch(each) else f"[{json.dumps(each)}]" for each in fields)
    path = "." + "".join(parts).removeprefix(".")
    return FileFormat(
        f"an object that holds a list in {path}",
        f"jq -c {shlex.quote(f'{path}[]')} {FILE_PLACEHOLDER}",
        caution="with jq 1.7 or later: older ones round numbers",
    )


BINARY = FileFormat("binary data")
TEXT = FileFormat("text that is not JSON")
_BARE = "without a byte order mark"

FIRST_BYTES: tuple[tuple[bytes, FileFormat], ...] = (
    (rb"\xff\xfe\x00\x00|\x00\x00\xfe\xff", FileFormat("UTF-32", "iconv -f UTF-32 -t UTF-8 FILE")),
    (rb"\xff\xfe|\xfe\xff", FileFormat("UTF-16", "iconv -f UTF-16 -t UTF-8 FILE")),
    (rb"[\t-~]\x00\x00\x00", FileFormat(f"UTF-32 {_BARE}", "iconv -f UTF-32LE -t UTF-8 FILE")),
    (rb"\x00\x00\x00[\t-~]", FileFormat(f"UTF-32 {_BARE}", "iconv -f UTF-32BE -t UTF-8 FILE")),
    (rb"[\t-~]\x00[\t-~]\x00", FileFormat(f"UTF-16 {_BARE}", "iconv -f UTF-16LE -t UTF-8 FILE")),
    (rb"\x00[\t-~]\x00[\t-~]", FileFormat(f"UTF-16 {_BARE}", "iconv -f UTF-16BE -t UTF-8 FILE")),
    (rb"PK\x03\x04.*(?:xl/|\[Content_Types\])", FileFormat("an Excel workbook (XLSX)")),
    (
        rb"PK\x03\x04.*application/vnd\.oasis\.opendocument\.spreadsheet",
        FileFormat("an OpenDocument spreadsheet (ODS)"),
    ),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", FileFormat("a zip archive", "unzip -p FILE", needs_file=True)),
    (rb"\x1f\x8b", FileFormat("gzip", "gzip -dc FILE")),
    (rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", FileFormat("zstd", "zstd -dc FILE")),
    (rb"\xfd7zX", FileFormat("xz", "xz -dc FILE")),
    (rb"\x5d\x00\x00[\x00-\xff]", FileFormat("lzma", "xz -dc FILE")),
    (rb"\x04\x22\x4d\x18", FileFormat("lz4", "lz4 -dc FILE")),
    (rb"\x1f\x9d", FileFormat("compress (.Z)", "gzip -dc FILE")),
    (rb"\x78[\x01\x9c\xda]", FileFormat("zlib data")),
    (rb"\xff\x06\x00\x00", FileFormat("framed snappy")),
    (rb"7z\xbc\xaf", FileFormat("a 7z archive", "7z x -so FILE", needs_file=True)),
    (rb"Obj\x01", FileFormat("Avro")),
    (rb"\xd0\xcf\x11\xe0", FileFormat("an old Office document (XLS)")),
    (rb"\x89PNG|\xff\xd8\xff", FileFormat("a picture")),
)
"""Patterns of bytes that no text begins with, four at most: a feed gives no more before its first answer."""

CERTAIN: tuple[tuple[bytes, FileFormat], ...] = (
    (rb"BZh[1-9](?:1AY|\x17rE)", FileFormat("bzip2", "bzip2 -dc FILE")),
    (rb"LZIP\x01", FileFormat("lzip", "lzip -dc FILE")),
    (rb"Rar!\x1a", FileFormat("a RAR archive")),
    (rb"PAR1[^ -~]", FileFormat("Parquet")),
    (rb"ARROW1\x00|FEA1[^ -~]", FileFormat("Arrow")),
    (rb"%PDF-", FileFormat("a PDF")),
    (rb"SQLite format 3\x00", FileFormat("an SQLite database")),
    (rb".{257}ustar", FileFormat("a tar archive", "tar -xOf FILE", needs_file=True, reads_gzip=True)),
    (rb"(?![{\[])[^\n]*[\x00-\x08\x0b\x0e-\x1a\x1c\x1d\x1f]", BINARY),
    (rb"(?i:<!doctype html|<html)", FileFormat("HTML")),
    (rb"<[?!\w]", FileFormat("XML")),
    (rb"[\[{]\s*(?:/(?:[/*]|\Z)|#(?:\s|\Z))", FileFormat("JSON with comments")),
)
"""Patterns of files without a line of JSON, even if a line should look like one."""

_CODED = rb"(?:eyJ|W3s|WwogI|ewogI|H4sI)[A-Za-z0-9+/]+={0,2}(?:\s|\Z)"
_PAIR = rb"""(?:[ \t]*(?:- )?["']?[\w.-]+["']?:(?:[ \t][^\n]*)?\n)"""

LIKELY: tuple[tuple[bytes, FileFormat | None], ...] = (
    (rb'"\s*[\[{]\s*\\"', FileFormat("JSON objects encoded once more, as strings", "jq -r . FILE")),
    (rb"[\[\s]*\{\s*'", FileFormat("Python's way to print objects, with single quotes")),
    (rb"[\[\s]*\{\s*[A-Za-z_$][\w$]*\s*:", FileFormat("JavaScript, JSON5 or YAML, with names that are not quoted")),
    (rb"\{\\rtf", FileFormat("RTF")),
    (rb"\[\[?[A-Za-z][\w. -]*\]\]?\s*\n", FileFormat("TOML or INI")),
    (rb"\[\s*\[", FileFormat("a JSON array of arrays")),
    (rb'\[\s*(?:"|(?:-?[\d.]+|null|true|false)\s*[,\]])', FileFormat("a JSON array of values that are no objects")),
    (rb"\[[^\s{\]]", TEXT),
    (rb"[\[{]", None),
    (rb"(?:(?:event|id|retry|):[^\n]*\n)*data: ?\{", FileFormat("server-sent events", "sed -n 's/^data: *//p' FILE")),
    (_CODED, FileFormat("Base64", "base64 -d FILE")),
    (rb"---\s|%YAML|- [\w\"'{]|" + _PAIR + rb"{2}", FileFormat("YAML")),
    (rb"(?i:insert into|create table|begin;|--)[\s\w]", FileFormat("SQL")),
    (rb"[\w.-]+[ \t]*=[^\n]*\n", FileFormat("pairs of names and values")),
)
"""Patterns of first lines and their likely formats; None for what begins as JSON and so is broken JSON."""

DELIMITED = {
    ",": FileFormat("CSV", "mlr --icsv --ojsonl cat FILE"),
    "\t": FileFormat("TSV", "mlr --itsv --ojsonl cat FILE"),
    ";": FileFormat("CSV with semicolons", "mlr --icsv --ifs semicolon --ojsonl cat FILE"),
    "|": FileFormat("CSV with bars", "mlr --icsv --ifs pipe --ojsonl cat FILE"),
}
"""Formats of delimited text by delimiter; Miller keeps numbers as they are written."""


def first_match(patterns: tuple[tuple[bytes, FileFormat | None], ...], head: bytes) -> tuple[bool, FileFormat | None]:
    """Return whether a pattern matches how a file begins, and the first one's format."""
    for pattern, found in patterns:
        if re.match(pattern, head, re.DOTALL):
            return True, found
    return False, None
