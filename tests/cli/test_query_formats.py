"""`evsrv query --format NAME` with an output format of a plugin."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from cli.serving import make_key, serving

Command = Callable[..., Result]

PLUGIN = """
from evsrv.plugin import Format, hookimpl


def writer(header):
    def write(rows):
        return "".join(f"{dict(zip(header, row))}\\n" for row in rows).encode()

    return write, lambda: b"end\\n"


@hookimpl
def evsrv_formats():
    yield Format(
        name="dicts", content_type="text/x-dicts", extension="txt", summary="dicts", writer=writer
    )
"""
QUERY = json.dumps(
    {
        "select": [
            {"type": "field", "field": "id"},
            {"type": "field", "field": "userProperties"},
        ]
    }
)


@pytest.fixture
def folder(evsrv: Command, tmp_path: Path) -> Path:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "mine.py").write_text(PLUGIN)
    place = ("--organization", "acme", "--project", "site")
    assert evsrv("seed", "--db", "a.db", "--events", "1200", *place).exit_code == 0
    return tmp_path


@pytest.mark.parametrize(("options", "rows"), [((), 1000), (("--all",), 1200)])
def test_format_of_a_plugin_prints_a_page_or_all_rows_of_file_and_server(
    evsrv: Command, folder: Path, options: tuple[str, ...], rows: int
) -> None:
    asked = ("query", "--format", "dicts", *options, QUERY)
    of_file = evsrv(*asked, "--db", "a.db", "--plugins-dir", "more")
    assert (of_file.exit_code, of_file.stderr) == (0, "")
    lines = of_file.stdout.splitlines()
    assert (len(lines), lines[-1]) == (rows + 1, "end")
    assert "'userProperties': {" in of_file.stdout
    with serving(folder, "--db", "a.db", "--port", "0", "--plugins-dir", "more") as address:
        # The command itself does not know the plugin.
        key = make_key(folder, "read")
        of_server = evsrv(*asked, "--url", address, EVSRV_KEY=key)
        assert (of_server.exit_code, of_server.stdout) == (0, of_file.stdout)
        unknown = evsrv("query", "--format", "dict", QUERY, "--url", address, EVSRV_KEY=key)
        assert unknown.exit_code == 1
        assert "unknown format 'dict'; did you mean 'dicts'?" in unknown.stderr


def test_unknown_format_is_a_wrong_use_with_the_nearest_name(evsrv: Command, folder: Path) -> None:
    result = evsrv("query", "--db", "a.db", "--format", "tabel", "{}")
    assert (result.exit_code, folder.exists()) == (2, True)
    assert "--format: unknown format 'tabel'; did you mean 'table'?" in result.stderr
