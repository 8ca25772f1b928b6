import shlex

import pytest

from evsrv.ingest.source_format import Format, UnsupportedFormat, format_of, parquet_command


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b'{"a": 1}\n{"a": 2}\n', Format.JSON_LINES),
        (b'\xef\xbb\xbf \n{"a": 1}', Format.JSON_LINES),
        (b'{"a": \n{"a": 2}\n', Format.JSON_LINES),
        (b'{"a": "cut\n{"a": 2}\n', Format.JSON_LINES),
        (b'{"a": nope}\n', Format.JSON_LINES),
        (b'{"a": "' + b"x" * 1000, Format.JSON_LINES),
        (b"{\n", Format.JSON_LINES),
        (b'{\n  "a": 1\n}\n', Format.JSON_DOCUMENT),
        (b'{"a": [1,\n2]}', Format.JSON_DOCUMENT),
        (b' [\n{"a": 1}]', Format.JSON_DOCUMENT),
        (b"a,b\n1,2\n", Format.DELIMITED),
        (b"a\tb\n1\t2\n", Format.DELIMITED),
        (b"nonsense\n", Format.TEXT_LINES),
        (b"", Format.TEXT_LINES),
    ],
)
def test_format_is_found_by_the_first_bytes(head: bytes, found: Format) -> None:
    assert format_of(head, "f", has_each=False) is found


@pytest.mark.parametrize(
    "head", [b'{"features":[\n{"a": 1},\n{"a": 2}]}', b'{"features":[{"a": "' + b"x" * 1000]
)
def test_unfinished_object_is_a_document_if_elements_are_asked_for(head: bytes) -> None:
    assert format_of(head, "f", has_each=True) is Format.JSON_DOCUMENT


@pytest.mark.parametrize(
    ("head", "meaning"),
    [
        (b"PAR1\x15\x04", "f is a Parquet file; use: duckdb -c"),
        (b"<?xml version='1.0'?>", "f is XML or HTML; convert it"),
        (b"\n <html>", "f is XML or HTML; convert it"),
        (b"PK\x03\x04", "f is a zip archive or a spreadsheet; unpack it"),
        (b"\x28\xb5\x2f\xfd", "f is compressed with zstd; use: zstd -dc f |"),
        (b"\xff\xfea\0", "f is text in UTF-16; use: iconv -f UTF-16 -t UTF-8 f |"),
        (b"SQLite format 3\0", "f is an SQLite database"),
        (b"\x7fELF\x02\0\0", "f is binary; expected NDJSON, JSON, CSV or TSV"),
    ],
)
def test_other_format_is_refused_with_its_name_and_the_next_step(head: bytes, meaning: str) -> None:
    with pytest.raises(UnsupportedFormat) as refused:
        format_of(head, "f", has_each=False)
    assert str(refused.value).startswith(meaning)


def test_parquet_command_quotes_the_name_for_sql_and_the_shell() -> None:
    command = shlex.split(parquet_command("a'b\"c$d`e\\f.parquet"))
    assert command[:2] == ["duckdb", "-c"]
    # Within double quotes `shlex` knows two of the four escapes.
    sql = command[2].replace("\\$", "$").replace("\\`", "`")
    assert sql == "COPY (FROM 'a''b\"c$d`e\\f.parquet') TO '/dev/stdout' (FORMAT json)"
