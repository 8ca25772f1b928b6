import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, ListIds
from cli.importing import OPTIONS, event, lines, summary

NAMED = ("--type", "kind", "--time", "at")
CSV = b"kind,at,id,n\nsold,2026-03-02 10:15:00,a,1\nsold,2026-03-02 10:16:00,b,2\n"


def rows(evsrv: Command, *select: Any) -> list[Any]:
    """Return type and properties of each stored event, in the order of time."""
    query = {"orderBy": [{"field": "createdAt", "direction": "asc"}], "jsonValues": "native"}
    options = ("--db", "a.db", "--organization", "acme", "--format", "json")
    result = evsrv("query", *options, json.dumps(query))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["data"]["result"]
    return [(row["type"], row["createdAt"], row["properties"]) for row in found]


def test_refusals_of_mapped_records_are_grouped_and_good_ones_stored(evsrv: Command) -> None:
    bad = b"".join(b"sold,2026-03-02 10:%02d:00,c,3\n" % minute for minute in range(20))
    good = b"sold,2026-03-02T10:15:00Z,a,1\n"
    data = b"kind,at,id,n\n" + bad + good + b"sold,never,x,1\n"
    result = evsrv(*OPTIONS, *NAMED, "-", stdin=data)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "20 lines: /at: '2026-03-02 10:00:00' has no offset, first at line 2; use --time-zone\n"
        "1 line: /at: 'never' is not a time, first at line 23;"
        " expected ISO 8601 or RFC 2822, else use --time-format\n" + summary(stored=1, bad=21)
    )
    assert rows(evsrv) == [("sold", "2026-03-02T10:15:00.000Z", {"id": "a", "n": 1})]


def test_dry_run_shows_the_first_event_and_stores_nothing(evsrv: Command, tmp_path: Path) -> None:
    data = b"kind,at\nx,never\nsold,2026-03-02T10:15:00Z\nsold,2026-03-02T10:15:00Z\n"
    result = evsrv(*OPTIONS, *NAMED, "--dry-run", "-", stdin=data)
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"type": "sold", "createdAt": "2026-03-02T10:15:00.000Z"}
    assert "1 line: /at: 'never' is not a time, first at line 2" in result.stderr
    assert result.stderr.endswith("dry run: 2 events can be stored, 1 bad lines\n")
    assert list(tmp_path.iterdir()) == []


def test_dry_run_without_mapping_checks_events(evsrv: Command, tmp_path: Path) -> None:
    result = evsrv(*OPTIONS, "--dry-run", "-", stdin=lines(event("a")))
    assert (result.exit_code, json.loads(result.stdout)) == (0, event("a"))
    assert list(tmp_path.iterdir()) == []


def test_printed_mapping_imports_as_its_options_do(evsrv: Command, tmp_path: Path) -> None:
    options = (*NAMED, "--time-zone", "Europe/Berlin", "--id", "id", "--null", "x", "--text")
    printed = evsrv(*OPTIONS, *options, "--print-mapping")
    assert (printed.exit_code, printed.stderr) == (0, "")
    (tmp_path / "m.toml").write_text(printed.stdout)
    assert evsrv(*OPTIONS, *options, "-", stdin=CSV).stderr == summary(stored=2)
    again = evsrv(*OPTIONS, "--mapping", "m.toml", "-", stdin=CSV)
    assert again.stderr == summary(duplicates=2)
    assert rows(evsrv)[0] == ("sold", "2026-03-02T09:15:00.000Z", {"n": "1"})


def test_options_come_before_those_of_the_mapping_file(evsrv: Command, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('type = "kind"\ntime = "at"\ntime_zone = "Europe/Berlin"')
    result = evsrv(*OPTIONS, "--mapping", "m.toml", "--time-zone", "UTC", "-", stdin=CSV)
    assert result.stderr == summary(stored=2)
    assert rows(evsrv)[0][1] == "2026-03-02T10:15:00.000Z"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--mapping", "none.toml", "-"), "none.toml is not a file"),
        (("--time-zone", "Berlin", "-"), "unknown time zone 'Berlin'"),
        (("--id", "a", "--id-from-line", "-"), "exclude each other"),
        (("--time-unit", "minutes", "-"), "'minutes' is not one of"),
        (("--type", "=x", "--dataset", "feedback", "-"), "cannot be used for feedback"),
        (("--type", "=x", "--entity", "search", "-"), "--entity search needs --search"),
        (("--columns", "a,b,a", "-"), "--columns has the same name twice"),
        (NAMED, "Missing argument 'FILE...'"),
    ],
)
def test_mapping_that_makes_no_sense_is_refused_before_anything_is_made(
    evsrv: Command, tmp_path: Path, arguments: Any, reason: str
) -> None:
    result = evsrv(*OPTIONS, *arguments, stdin=CSV)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_option_replaces_the_one_of_the_mapping_file_that_it_excludes(
    evsrv: Command, ids: ListIds, tmp_path: Path
) -> None:
    (tmp_path / "m.toml").write_text('type = "kind"\nid_from_line = true')
    evsrv(*OPTIONS, "--mapping", "m.toml", "--id", "id", "-", stdin=CSV)
    assert ids() == ["a", "b"]


def test_events_without_time_are_told(evsrv: Command) -> None:
    result = evsrv(*OPTIONS, "--type", "=x", "-", stdin=b'{"a": 1}\n{"a": 2}\n')
    note = "2 events have no time, so they get that of the import; use --time\n"
    assert (result.exit_code, result.stderr) == (0, note + summary(stored=2))


def test_id_from_line_stores_a_record_once(evsrv: Command) -> None:
    options = ("--type", "kind", "--id-from-line", "--time", "at", "--time-zone", "UTC", "-")
    assert evsrv(*OPTIONS, *options, stdin=CSV + CSV[13:]).stderr == summary(stored=2, duplicates=2)
    assert evsrv(*OPTIONS, *options, stdin=CSV).stderr == summary(duplicates=2)


def test_entity_that_lacks_its_member_is_refused(evsrv: Command) -> None:
    options = ("--type", "=asked", "--time", "at", "--entity", "search", "--search", "q", "-")
    data = b'{"q": "how", "at": "2026-03-02T10:15:00Z"}\n{"at": "2026-03-02T10:15:00Z"}\n'
    result = evsrv(*OPTIONS, *options, stdin=data)
    assert result.exit_code == 1
    assert "1 line: unknown member 'q'" in result.stderr
    assert result.stderr.endswith(summary(stored=1, bad=1))


def test_mapped_record_that_would_nest_too_deep_is_refused(evsrv: Command) -> None:
    def nested(levels: int) -> bytes:
        return b'{"a":' * levels + b"1" + b"}" * levels + b"\n"

    result = evsrv(*OPTIONS, "--type", "=x", "-", stdin=nested(64) + nested(65))
    assert "nested deeper than 64 levels" in result.stderr
    assert result.stderr.endswith(summary(stored=1, bad=1))


def test_reports_escape_control_characters_of_the_file(evsrv: Command) -> None:
    data = b'{"at": "\\u001b[2J\\u202e"}\n'
    result = evsrv(*OPTIONS, "--type", "=x", "--time", "at", "-", stdin=data)
    assert "".join(result.stderr.splitlines()).isprintable()
    shown = evsrv(
        *OPTIONS, "--type", "=x", "--dry-run", "-", stdin=data.replace(b"[", "\x9b".encode())
    )
    assert "".join(shown.stdout.splitlines()).isprintable()
