"""The formats' signatures: how a file of each begins."""

import re

from fraudctl.client.reading.formats import Format

BINARY = Format("binary data")
TEXT = Format("text that is not JSON")
_BARE = "without a byte order mark"

FIRST_BYTES: tuple[tuple[bytes, Format], ...] = (
    (rb"\xff\xfe\x00\x00|\x00\x00\xfe\xff", Format("UTF-32", "iconv -f UTF-32 -t UTF-8 FILE")),
    (rb"\xff\xfe|\xfe\xff", Format("UTF-16", "iconv -f UTF-16 -t UTF-8 FILE")),
    (rb"[\t-~]\x00\x00\x00", Format(f"UTF-32 {_BARE}", "iconv -f UTF-32LE -t UTF-8 FILE")),
    (rb"\x00\x00\x00[\t-~]", Format(f"UTF-32 {_BARE}", "iconv -f UTF-32BE -t UTF-8 FILE")),
    (rb"[\t-~]\x00[\t-~]\x00", Format(f"UTF-16 {_BARE}", "iconv -f UTF-16LE -t UTF-8 FILE")),
    (rb"\x00[\t-~]\x00[\t-~]", Format(f"UTF-16 {_BARE}", "iconv -f UTF-16BE -t UTF-8 FILE")),
    (rb"PK\x03\x04.*(?:xl/|\[Content_Types\])", Format("an Excel workbook (XLSX)")),
    (rb"PK\x03\x04.*application/vnd\.oasis\.opendocument\.spreadsheet", Format("an OpenDocument spreadsheet (ODS)")),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", Format("a zip archive", "unzip -p FILE", seeks=True)),
    (rb"\x1f\x8b", Format("gzip", "gzip -dc FILE")),
    (rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", Format("zstd", "zstd -dc FILE")),
    (rb"\xfd7zX", Format("xz", "xz -dc FILE")),
    (rb"\x5d\x00\x00[\x00-\xff]", Format("lzma", "xz -dc FILE")),
    (rb"\x04\x22\x4d\x18", Format("lz4", "lz4 -dc FILE")),
    (rb"\x1f\x9d", Format("compress (.Z)", "gzip -dc FILE")),
    (rb"\x78[\x01\x9c\xda]", Format("zlib data")),
    (rb"\xff\x06\x00\x00", Format("framed snappy")),
    (rb"7z\xbc\xaf", Format("a 7z archive", "7z x -so FILE", seeks=True)),
    (rb"Obj\x01", Format("Avro")),
    (rb"\xd0\xcf\x11\xe0", Format("an old Office document (XLS)")),
    (rb"\x89PNG|\xff\xd8\xff", Format("a picture")),
)
"""Patterns of bytes that no text begins with, four at most: a feed gives no more before it is answered."""

SURE: tuple[tuple[bytes, Format], ...] = (
    (rb"BZh[1-9](?:1AY|\x17rE)", Format("bzip2", "bzip2 -dc FILE")),
    (rb"LZIP\x01", Format("lzip", "lzip -dc FILE")),
    (rb"Rar!\x1a", Format("a RAR archive")),
    (rb"PAR1[^ -~]", Format("Parquet")),
    (rb"ARROW1\x00|FEA1[^ -~]", Format("Arrow")),
    (rb"%PDF-", Format("a PDF")),
    (rb"SQLite format 3\x00", Format("an SQLite database")),
    (rb".{257}ustar", Format("a tar archive", "tar -xOf FILE", seeks=True, inflates=True)),
    (rb"(?![{\[])[^\n]*[\x00-\x08\x0b\x0e-\x1a\x1c\x1d\x1f]", BINARY),
    (rb"(?i:<!doctype html|<html)", Format("HTML")),
    (rb"<[?!\w]", Format("XML")),
    (rb"[\[{]\s*(?:/(?:[/*]|\Z)|#(?:\s|\Z))", Format("JSON with comments")),
)
"""Patterns of what holds no line of JSON, even if some line should look so."""

_CODED = rb"(?:eyJ|W3s|WwogI|ewogI|H4sI)[A-Za-z0-9+/]+={0,2}(?:\s|\Z)"
_PAIR = rb"""(?:[ \t]*(?:- )?["']?[\w.-]+["']?:(?:[ \t][^\n]*)?\n)"""

LIKELY: tuple[tuple[bytes, Format | None], ...] = (
    (rb'"\s*[\[{]\s*\\"', Format("JSON objects encoded once more, as strings", "jq -r . FILE")),
    (rb"[\[\s]*\{\s*'", Format("Python's way to print objects, with single quotes")),
    (rb"[\[\s]*\{\s*[A-Za-z_$][\w$]*\s*:", Format("JavaScript, JSON5 or YAML, with names that are not quoted")),
    (rb"\{\\rtf", Format("RTF")),
    (rb"\[\[?[A-Za-z][\w. -]*\]\]?\s*\n", Format("TOML or INI")),
    (rb"\[\s*\[", Format("a JSON array of arrays")),
    (rb'\[\s*(?:"|(?:-?[\d.]+|null|true|false)\s*[,\]])', Format("a JSON array of values that are no objects")),
    (rb"\[[^\s{\]]", TEXT),
    (rb"[\[{]", None),
    (rb"(?:(?:event|id|retry|):[^\n]*\n)*data: ?\{", Format("server-sent events", "sed -n 's/^data: *//p' FILE")),
    (_CODED, Format("Base64", "base64 -d FILE")),
    (rb"---\s|%YAML|- [\w\"'{]|" + _PAIR + rb"{2}", Format("YAML")),
    (rb"(?i:insert into|create table|begin;|--)[\s\w]", Format("SQL")),
    (rb"[\w.-]+[ \t]*=[^\n]*\n", Format("pairs of names and values")),
)
"""Patterns of what a first line like theirs is likely to be; what begins as JSON does and is not, is broken JSON."""

DELIMITED = {
    ",": Format("CSV", "mlr --icsv --ojsonl cat FILE"),
    "\t": Format("TSV", "mlr --itsv --ojsonl cat FILE"),
    ";": Format("CSV with semicolons", "mlr --icsv --ifs semicolon --ojsonl cat FILE"),
    "|": Format("CSV with bars", "mlr --icsv --ifs pipe --ojsonl cat FILE"),
}
"""Miller takes numbers over as they are written."""


def first_match(patterns: tuple[tuple[bytes, Format | None], ...], head: bytes) -> tuple[bool, Format | None]:
    """Return whether a pattern matches how a file begins, and the first one's format."""
    for pattern, found in patterns:
        if re.match(pattern, head, re.DOTALL):
            return True, found
    return False, None
