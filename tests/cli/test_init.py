"""`evsrv init`: from an empty directory to a chart of one's own events."""

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.serving import post, serving
from evsrv.config import Settings, load_settings

KEY = re.compile(r"evsrv_(api|read|web)_\w+")
STEP = re.compile(r"^  (curl .*?)\n\n", re.M | re.S)

Evsrv = Callable[..., Result]


def keys_of(result: Result) -> dict[str, str]:
    """Return the printed keys by kind."""
    assert result.exit_code == 0, result.output
    return {match[1]: match[0] for match in KEY.finditer(result.stdout)}


def stored_keys(db: Path) -> list[tuple[str, str, str | None]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(
            "SELECT kind, organization_id, project_id FROM api_keys ORDER BY kind"
        ).fetchall()


def test_init_makes_settings_file_database_and_three_keys(evsrv: Evsrv, tmp_path: Path) -> None:
    keys = keys_of(evsrv("init"))
    assert sorted(keys) == ["api", "read", "web"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["evsrv.db", "evsrv.toml"]
    assert load_settings({}, {}, None) == Settings()
    expected = [(kind, "main", None) for kind in ("api", "read", "web")]
    assert stored_keys(tmp_path / "evsrv.db") == expected


def test_init_makes_keys_for_the_named_organization_and_project(
    evsrv: Evsrv, tmp_path: Path
) -> None:
    result = evsrv("init", "new/place", "--organization", "acme", "--project", "site")
    assert sorted(keys_of(result)) == ["api", "read", "web"]
    assert "cd new/place && evsrv serve" in result.stdout
    folder = tmp_path / "new" / "place"
    expected = [(kind, "acme", "site") for kind in ("api", "read", "web")]
    assert stored_keys(folder / "evsrv.db") == expected


@pytest.mark.skipif(shutil.which("curl") is None, reason="the printed commands are for curl")
def test_printed_steps_lead_to_answer_with_own_event_and_page(evsrv: Evsrv, tmp_path: Path) -> None:
    result = evsrv("init")
    keys = keys_of(result)
    with serving(tmp_path, "--port", "0") as address:
        shown = result.stdout.replace("http://127.0.0.1:8080", address)
        send, ask = STEP.findall(shown)
        assert run(send)["type"] == "signup"
        assert run(ask)["data"]["result"] == [{"type": "signup", "count": 1}]
        assert f"\n  {address}/ui/#key={keys['read']}\n" in shown
        assert f'<script defer src="{address}/evsrv.js" data-key="{keys["web"]}">' in shown
        for path in ("/ui/", "/evsrv.js"):
            subprocess.run(["curl", "-sSf", address + path], check=True, capture_output=True)
        assert post(address, "/events", keys["web"], {"type": "page_viewed"})["id"]


def run(command: str) -> Any:
    done = subprocess.run(command, shell=True, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_init_gives_keys_to_database_that_serve_has_made(evsrv: Evsrv, tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0") as address:
        keys = keys_of(evsrv("init"))
        assert post(address, "/events", keys["api"], {"type": "signup"})["type"] == "signup"


def test_init_changes_no_existing_settings_file(evsrv: Evsrv, tmp_path: Path) -> None:
    (tmp_path / "evsrv.toml").write_text("port = 1")
    result = evsrv("init")
    assert result.exit_code == 1
    assert "evsrv.toml exists already" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["evsrv.toml"]
    assert (tmp_path / "evsrv.toml").read_text() == "port = 1"


def test_init_adds_no_keys_to_database_that_has_some(evsrv: Evsrv, tmp_path: Path) -> None:
    evsrv("keys", "create", "--kind", "read", "--organization", "acme")
    result = evsrv("init")
    assert result.exit_code == 1
    assert "has keys already; make a further one with: evsrv keys create" in result.stderr
    assert stored_keys(tmp_path / "evsrv.db") == [("read", "acme", None)]
    assert not (tmp_path / "evsrv.toml").exists()


def test_init_leaves_file_of_another_program_alone(evsrv: Evsrv, tmp_path: Path) -> None:
    (tmp_path / "evsrv.db").write_text("no database")
    result = evsrv("init")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is not an SQLite database" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["evsrv.db"]


@pytest.mark.parametrize("variable", ["EVSRV_DB", "EVSRV_CONFIG"])
def test_init_refuses_variable_that_hides_its_files(
    evsrv: Evsrv, tmp_path: Path, variable: str
) -> None:
    result = evsrv("init", **{variable: "other"})
    assert result.exit_code == 1
    assert f"unset {variable}" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_init_with_invalid_variable_makes_no_keys(evsrv: Evsrv, tmp_path: Path) -> None:
    result = evsrv("init", EVSRV_PORT="http")
    assert (result.exit_code, result.stdout) == (1, "")
    assert list(tmp_path.iterdir()) == []


def test_init_prints_address_of_the_environment(evsrv: Evsrv) -> None:
    result = evsrv("init", EVSRV_PORT="9000", EVSRV_HOST="::")
    assert "http://[::1]:9000/ui/#key=" in result.stdout


def test_init_in_directory_that_cannot_be_made_says_why(evsrv: Evsrv, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = evsrv("init", "file/below")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "evsrv.toml cannot be written: Not a directory" in result.stderr
