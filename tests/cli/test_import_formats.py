import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, ListIds
from cli.importing import OPTIONS, event, lines, summary

EVENTS = [event("a"), event("b", properties={"x": [1, {"y": "ö"}]})]
MAPPED = ("--type", "=x", "--id", "id")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lines(*EVENTS), id="NDJSON"),
        pytest.param(json.dumps(EVENTS).encode(), id="array"),
        pytest.param(json.dumps(EVENTS, indent=2).encode(), id="array-over-lines"),
        pytest.param(b"\n".join(json.dumps(e, indent=2).encode() for e in EVENTS), id="documents"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_events_are_imported_from_every_form_of_json(
    load: Command, ids: ListIds, data: Any, pack: Any
) -> None:
    result = load(pack(data))
    assert (result.exit_code, result.stderr) == (0, summary(stored=2))
    assert ids() == ["a", "b"]


def test_several_files_of_different_formats_are_imported_together(
    evsrv: Command, ids: ListIds, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,n\na,1\nb\n")
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(b'[{"id": "c"}, {}]'))
    result = evsrv(*OPTIONS, *MAPPED, "a.csv", "b.json.gz", "-", stdin=b'{"id": "d"}')
    assert result.exit_code == 1
    assert ids() == ["a", "c", "d"]
    assert "a.csv: 1 line: the line has 1 cells, expected 2 ('id, n'), first at line 3" in (
        result.stderr
    )
    assert "b.json.gz: 1 element: unknown member 'id'" in result.stderr
    assert result.stderr.endswith(summary(stored=3, bad=2))


def test_events_of_csv_need_no_mapping_if_a_column_is_named_type(
    load: Command, evsrv: Command
) -> None:
    result = load(b"type,createdAt,n\nsold,2026-03-02T10:15:00Z,5\n")
    assert (result.exit_code, result.stderr) == (0, summary(stored=1))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"kind,at\nsold,x\n", "- is delimited text with the columns kind, at; say which one"),
        (b"PAR1\x15\x04\x00", "- is a Parquet file; use: duckdb -c"),
        (gzip.compress(b"<?xml?>", mtime=0), "- is XML or HTML"),
        (b"\x7fELF\0\0", "- is binary"),
        (b"\x1f\x8bnonsense", "- cannot be unpacked"),
    ],
)
def test_file_that_cannot_be_imported_is_refused_with_one_line(
    load: Command, tmp_path: Path, data: Any, reason: str
) -> None:
    result = load(data)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {reason}")
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_text_that_is_neither_json_nor_cells_needs_a_pattern(evsrv: Command, ids: ListIds) -> None:
    data = b"10:15 started\n10:16 ended\nnonsense\n"
    refused = evsrv(*OPTIONS, "--type", "what", "-", stdin=data)
    assert "use --line-pattern, or for a web server's log --mapping combined" in refused.stderr
    pattern = r"(?P<id>\d\d:\d\d) (?P<what>\w+)"
    options = ("--type", "what", "--id", "id", "--line-pattern", pattern, "-")
    result = evsrv(*OPTIONS, *options, stdin=data)
    assert "1 line: the line does not match the line pattern: 'nonsense'" in result.stderr
    assert ids() == ["10:15", "10:16"]


@pytest.mark.parametrize("data", [b"", b"\n", gzip.compress(b"", mtime=0)])
def test_empty_file_has_no_events_whatever_the_mapping(evsrv: Command, data: Any) -> None:
    result = evsrv(*OPTIONS, *MAPPED, "-", stdin=data)
    assert (result.exit_code, result.stderr) == (0, summary())


def test_one_column_of_text_is_imported_if_it_has_a_name(evsrv: Command, ids: ListIds) -> None:
    result = evsrv(*OPTIONS, *MAPPED, "--columns", "id", "-", stdin=b"a\nb\n")
    assert result.exit_code == 0
    assert ids() == ["a", "b"]


@pytest.mark.parametrize("form", [lines, lambda *one: json.dumps(one, indent=1).encode()])
def test_elements_are_found_in_lines_and_in_documents(
    evsrv: Command, ids: ListIds, form: Any
) -> None:
    documents = [{"in": [{"list": [{"id": "a"}, {"id": "b"}]}]}, {"in": {"list": {"id": "c"}}}]
    result = evsrv(*OPTIONS, *MAPPED, "--each", "in.list", "-", stdin=form(*documents))
    assert result.exit_code == 0
    assert ids() == ["a", "b", "c"]


def test_line_without_elements_is_refused_with_the_nearest_member(
    evsrv: Command, ids: ListIds
) -> None:
    data = b'{"list": [{"id": "a"}]}\n{"lsit": []}\nnonsense\n'
    result = evsrv(*OPTIONS, *MAPPED, "--each", "list", "-", stdin=data)
    assert "1 line: the line: unknown member 'list', first at line 2; did you mean 'lsit'?" in (
        result.stderr
    )
    assert "the line is not JSON: Expecting value at character 1, first at line 3" in result.stderr
    assert ids() == ["a"]


def test_damaged_document_or_packing_keeps_what_came_before(load: Command, ids: ListIds) -> None:
    result = load(json.dumps(EVENTS).encode()[:-1])
    assert result.exit_code == 1
    assert "the document is not JSON: Expecting ',' or ']'" in result.stderr
    packed = gzip.compress(lines(*(event(f"e{n}", properties={"n": n}) for n in range(9000))))
    result = load(packed[:-10])
    assert "the packed data are damaged" in result.stderr
    assert ids()[:3] == ["a", "b", "e0"]
