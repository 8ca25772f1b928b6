"""The recipes in docs/ingestion.md store what they show.

A recipe is a block marked `file NAME`, one marked `import` (the command) and one marked `event`:
the first event that is stored.
"""

import gzip
import json
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from docs.test_examples import BLOCK, ROOT
from evsrv.cli import main
from evsrv.ingest.mapping import OPTIONS, option_name

DOCUMENT = ROOT / "docs" / "ingestion.md"
MARKS = ("file", "import", "event")
OPTIONS_TABLE = re.compile(r"(?<=<!-- mapping -->\n).*?(?=<!-- /mapping -->)", re.S)
SHAPES = {
    "access.log",
    "nginx.json",
    "orders.csv",
    "quakes.geojson",
    "readings.csv.gz",
    "mails.ndjson",
    "caddy.log",
    "otlp.json",
    "star.json",
}
"""The files of the shapes that need no program."""


def recipes() -> list[tuple[re.Match[str], ...]]:
    blocks = [
        block for block in BLOCK.finditer(DOCUMENT.read_text("utf-8")) if block["mark"] in MARKS
    ]
    return [tuple(blocks[at : at + 3]) for at in range(0, len(blocks), 3)]


def run(command: str) -> Result:
    program, *arguments = shlex.split(command)
    assert program == "evsrv"
    return CliRunner().invoke(main, arguments)


def stored(db: Path) -> list[dict[str, Any]]:
    """Return the events of a file in the order of storing, without their scope."""
    query = {"jsonValues": "native"}
    options = ["--db", str(db), "--organization", "acme", "--format", "json"]
    result = CliRunner().invoke(main, ["query", *options, json.dumps(query)])
    assert result.exit_code == 0, result.output
    rows = {row["id"]: row for row in json.loads(result.stdout)["data"]["result"]}
    with closing(sqlite3.connect(db)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM events ORDER BY rowid")]
    hidden = ("organizationId", "projectId", "integrationId", "eventType")
    return [{k: v for k, v in rows[id_].items() if k not in hidden} for id_ in ids]


@pytest.mark.parametrize("index", range(len(recipes())), ids=[r[0]["name"] for r in recipes()])
def test_recipe_stores_every_record_and_the_shown_event_first(
    index: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    file, command, shown = recipes()[index]
    assert (file["mark"], command["mark"], shown["mark"]) == MARKS
    monkeypatch.chdir(tmp_path)
    data = file["text"].encode()
    packed = file["name"].endswith(".gz")
    (tmp_path / file["name"]).write_bytes(gzip.compress(data) if packed else data)
    result = run(command["text"])
    assert result.exit_code == 0, result.output
    events = stored(tmp_path / "events.db")
    assert result.stderr.endswith(f"{len(events)} events stored, 0 duplicates, 0 bad lines\n")
    again = run(command["text"])
    assert again.stderr.endswith(f"0 events stored, {len(events)} duplicates, 0 bad lines\n")
    answer = json.dumps(events[0], indent=2, ensure_ascii=False) + "\n"
    if request.config.getoption("--update-docs", default=False):
        text = DOCUMENT.read_text("utf-8")
        start, end = shown.span("text")
        DOCUMENT.write_text(text[:start] + answer + text[end:], "utf-8")
    else:
        assert json.loads(shown["text"]) == events[0]


def test_recipes_include_every_shape_that_needs_no_program() -> None:
    assert {recipe[0]["name"] for recipe in recipes()} >= SHAPES


def test_duckdb_writes_parquet_as_the_recipe_imports_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    duckdb.sql(
        "COPY (SELECT 'signup' AS kind, TIMESTAMP '2026-03-02 10:15:00.123' AS \"when\","
        " 3 AS seats) TO 'events.parquet' (FORMAT parquet)"
    )
    (piped,) = re.findall(
        r"^    duckdb -c (.*) \| (evsrv import .*) -$", DOCUMENT.read_text("utf-8"), re.M
    )
    duckdb.sql(json.loads(piped[0]).replace("/dev/stdout", "piped.ndjson"))
    result = run(f"{piped[1]} piped.ndjson")
    assert result.exit_code == 0, result.output
    (event,) = stored(tmp_path / "events.db")
    assert (event["type"], event["createdAt"]) == ("signup", "2026-03-02T10:15:00.123Z")
    assert event["properties"] == {"seats": 3}
    refused = run("evsrv import --db b.db --organization acme events.parquet")
    assert json.loads(piped[0]) in refused.stderr


def options_table() -> str:
    lines = ["| option | |", "| --- | --- |"]
    for name, attribute in OPTIONS.items():
        about = attribute.metadata
        operand = about["metavar"] or "\\|".join(about["choices"])
        option = f"{option_name(name)} {operand}".strip().replace("|=", "\\|=")
        lines.append(f"| `{option}` | {about['help']} |")
    return "\n".join([*lines, ""])


def test_table_of_options_has_every_option_of_a_mapping(request: pytest.FixtureRequest) -> None:
    text = DOCUMENT.read_text("utf-8")
    if request.config.getoption("--update-docs", default=False):
        text = OPTIONS_TABLE.sub(lambda _: options_table(), text)
        DOCUMENT.write_text(text, "utf-8")
    assert OPTIONS_TABLE.findall(text) == [options_table()]
