import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, ListIds, RunProcess
from cli.importing import OPTIONS, event, lines, summary
from cli.processes import ENVIRON

Ask = Callable[[Any], Any]

AWKWARD = {
    "a.b": "dot",
    'q"t': "quote",
    "it's": "apostrophe",
    "$": "dollar",
    "$.a": "dollar dot",
    "": "empty",
    "0": "zero",
    "-1": "minus one",
    "a[0]": "brackets",
    "[0]": "only brackets",
    "back\\slash": "backslash",
    "/": "slash",
    " ": "space",
    "#": "hash",
    "größe": "umlaut",
    "大阪": "wide",
    "e\u0301": "combined",
    "é": "precomposed",
    "😀": "beyond the plane",
    "line\nbreak": "break",
    "\t": "tab",
    "null": "a word",
    "?": "question mark",
    "%": "percent",
    "{}": "braces",
}
"""Keys that contain syntax of paths, SQL or JSON, or unusual characters."""


def at(path: list[str], operator: str, value: Any) -> dict[str, Any]:
    where = {"path": path, "value": value}
    return {"condition": {"field": "properties", "operator": operator, "value": where}}


@pytest.fixture
def ask(evsrv: Command) -> Ask:
    """Return a function that runs a query by `evsrv query` and returns its rows."""

    def ask(query: Any) -> Any:
        result = evsrv(
            "query", "--db", "a.db", "--organization", "acme", "--format", "json", json.dumps(query)
        )
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)["data"]["result"]

    return ask


def test_import_stores_events_of_file(evsrv: Command, ids: ListIds, tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes(lines(event("a"), event("b")))
    result = evsrv(*OPTIONS, "in.ndjson")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", summary(stored=2))
    assert ids() == ["a", "b"]


@pytest.mark.parametrize("around", [[], ["in"], ["list", "-1"]], ids=["top", "object", "array"])
def test_imported_keys_with_special_characters_are_found_by_path(
    load: Command, ask: Ask, around: list[Any]
) -> None:
    others = {name: f"not {text}" for name, text in AWKWARD.items()}
    first = event("a", properties={**AWKWARD, "in": AWKWARD, "list": [others, AWKWARD]})
    result = load(lines(first, event("b", properties={**others, "in": others, "list": [others]})))
    assert result.stderr == summary(stored=2)
    paths = {name: [*around, name] for name in AWKWARD}
    equal = [at(path, "eq", AWKWARD[name]) for name, path in paths.items()]
    select = [{"type": "field", "field": "properties", "path": path} for path in paths.values()]
    (row,) = ask({"select": select, "where": {"and": equal}})
    assert row == {".".join(["properties", *paths[name]]): AWKWARD[name] for name in AWKWARD}
    assert ask({"select": select, "where": {"or": equal}}) == [row]


def test_imported_keys_with_special_characters_can_be_grouped(load: Command, ask: Ask) -> None:
    load(lines(event("a", userProperties=AWKWARD), event("b", userProperties=AWKWARD)))
    rows = ask(
        {
            "select": [{"type": "aggregation", "aggregation": "count"}],
            "groupBy": [{"field": "userProperties", "path": [name]} for name in AWKWARD],
        }
    )
    shown = {f"userProperties.{name}": text for name, text in AWKWARD.items()}
    assert rows == [{**shown, "count": 2}]


TWO = lines(event("a"), event("b"))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TWO.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(b"\n \n" + TWO.replace(b"\n", b"\n\t\r\n"), id="blank-lines"),
        pytest.param(TWO.rstrip(), id="no-last-line-end"),
        pytest.param(b"\xef\xbb\xbf" + TWO, id="BOM"),
        pytest.param(b"\xef\xbb\xbf\n" + TWO, id="BOM-alone"),
    ],
)
def test_import_ignores_bom_blank_lines_and_line_ending_style(
    load: Command, ids: ListIds, data: Any
) -> None:
    result = load(data)
    assert (result.exit_code, result.stderr) == (0, summary(stored=2))
    assert ids() == ["a", "b"]


def test_repeated_import_reports_duplicates(load: Command, ids: ListIds) -> None:
    data = lines(event("a"), event("b"), event("a"))
    assert load(data).stderr == summary(stored=2, duplicates=1)
    result = load(data)
    assert (result.exit_code, result.stderr) == (0, summary(duplicates=3))
    assert ids() == ["a", "b"]


def test_imported_events_without_id_are_never_duplicates(load: Command, ids: ListIds) -> None:
    data = b'{"entityType":"search","type":"t","searchQuery":"q"}\n'
    assert load(data, data).stderr == summary(stored=2)
    assert len(ids()) == 2


def test_import_of_empty_input_stores_nothing(load: Command) -> None:
    result = load(b"")
    assert (result.exit_code, result.stderr) == (0, summary())


def test_import_takes_project_and_integration_from_event_unless_given(
    evsrv: Command, ask: Ask
) -> None:
    data = lines(event("a"), event("b", projectId="blog", integrationId="bot"))
    evsrv("import", "--db", "a.db", "--organization", "acme", "-", stdin=data)
    data = lines(event("c"), event("d", integrationId="docs"))
    evsrv(*OPTIONS, "--integration", "docs", "-", stdin=data)
    fields = ("id", "projectId", "integrationId")
    rows = ask({"select": [{"type": "field", "field": field} for field in fields]})
    assert sorted(tuple(row.values()) for row in rows) == [
        ("a", None, None),
        ("b", "blog", "bot"),
        ("c", "site", "docs"),
        ("d", "site", "docs"),
    ]


def test_import_of_missing_file_fails_without_creating_database(
    evsrv: Command, tmp_path: Path
) -> None:
    result = evsrv(*OPTIONS, "missing.ndjson")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'missing.ndjson': No such file or directory" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", " ", "\udcff", "a\nb"])
@pytest.mark.parametrize("option", ["--organization", "--project", "--integration"])
def test_import_refuses_unprintable_names(
    evsrv: Command, tmp_path: Path, option: str, name: str
) -> None:
    result = evsrv(*OPTIONS, option, name, "-", stdin=lines(event("a")))
    assert result.exit_code == 2
    assert "must be printable text" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_import_takes_database_path_from_settings(evsrv: Command, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('db = "b.db"')
    arguments = ("import", "--organization", "acme", "-")
    result = evsrv(*arguments, "--config", "other.toml", stdin=lines(event("a")))
    assert result.stderr == summary(stored=1).replace("a.db", "b.db")
    assert evsrv(*arguments, stdin=lines(event("a")), EVSRV_DB="c.db").exit_code == 0
    assert (tmp_path / "c.db").exists()


def test_import_into_file_that_is_not_database_prints_one_line_error(
    load: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.db").write_text("no database")
    result = load(lines(event("a")))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db is not an SQLite database; name another file with --db\n"


def test_import_process_exits_with_1_after_bad_line(process: RunProcess, ids: ListIds) -> None:
    data = lines(event("a")) + b'{"\\ud800": 1}\n' + lines(event("b"))
    done = process(*OPTIONS, "-", input=data)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"line 2: ")
    assert done.stderr.endswith(summary(stored=2, bad=1).encode())
    assert ids() == ["a", "b"]


@pytest.mark.parametrize("through", ["file", "stdin"])
def test_import_shows_progress_bar_and_whole_lines_on_terminal(
    tmp_path: Path, ids: ListIds, through: str
) -> None:
    data = lines(event("a")) + b"nonsense\n" + lines(event("b"))
    (tmp_path / "in.ndjson").write_bytes(data)
    reader, writer = pty.openpty()
    with (tmp_path / "in.ndjson").open("rb") as stdin:
        command = subprocess.Popen(
            [sys.executable, "-m", "evsrv", *OPTIONS, "in.ndjson" if through == "file" else "-"],
            cwd=tmp_path,
            env=ENVIRON,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=writer,
        )
    os.close(writer)
    shown = read_all(reader)
    assert command.communicate(timeout=60)[0] == b""
    assert command.returncode == 1
    assert b"Importing" in shown
    assert b"100%" in shown
    assert b"\r\x1b[Kline 2: " in shown
    assert shown.endswith(summary(stored=2, bad=1).encode().replace(b"\n", b"\r\n"))
    assert ids() == ["a", "b"]


def read_all(descriptor: int) -> Any:
    chunks = []
    try:
        while chunk := os.read(descriptor, 65536):
            chunks.append(chunk)
    except OSError:  # Linux raises EIO if the other end of a terminal is closed.
        pass
    finally:
        os.close(descriptor)
    return b"".join(chunks)
