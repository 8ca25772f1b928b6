import asyncio
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner

from cli.conftest import Command
from evsrv.cli import main
from evsrv.core.timestamps import DAY_MS, format_timestamp
from evsrv.engine.api_key import hash_secret
from evsrv.sqlite.api_keys import find_key, record_key_use
from evsrv.sqlite.engine import SqliteEngine

SECRET = re.compile(r"evsrv_(api|read|web)_[A-Za-z0-9]{43}\n")


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def keys() -> Command:
    return lambda *arguments, **environ: CliRunner().invoke(main, ["keys", *arguments], env=environ)


@pytest.fixture
def create(keys: Command) -> Command:
    return lambda *arguments: keys(
        "create", "--db", "a.db", "--kind", "api", "--organization", "acme", *arguments
    )


TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def table(text: str) -> list[Any]:
    """Read the rows of a table by the names of its columns."""
    header, _, *lines = text.splitlines()
    names = header.split()
    starts = [*map(header.index, names), None]
    columns = [slice(*ends) for ends in itertools.pairwise(starts)]
    return [
        {name: line[column].strip() for name, column in zip(names, columns, strict=True)}
        for line in lines
    ]


def write(work: Any, db: str = "a.db") -> Any:
    async def run() -> Any:
        async with await SqliteEngine.open(Path(db), readers=0) as store:
            return await store.write(work)

    return asyncio.run(run())


def find_stored_key(secret: str, db: str = "a.db") -> Any:
    async def find() -> Any:
        async with await SqliteEngine.open(Path(db), readers=1) as store:
            return await store.read(lambda c: find_key(c, hash_secret(secret.strip())), timeout=5)

    return asyncio.run(find())


def test_keys_create_makes_file_and_prints_only_secret_to_stdout(create: Command) -> None:
    result = create("--project", "site", "--integration", "docs")
    assert result.exit_code == 0
    assert SECRET.fullmatch(result.stdout)
    key = find_stored_key(result.stdout)
    assert (key.kind, key.organization_id) == ("api", "acme")
    assert (key.project_id, key.integration_id) == ("site", "docs")
    assert result.stderr == f"Made {key.id}. Keep the key: it is not shown again.\n"


def test_keys_create_without_project_covers_organization(create: Command) -> None:
    key = find_stored_key(create().stdout)
    assert (key.project_id, key.integration_id) == (None, None)


def test_keys_create_makes_web_key(keys: Command) -> None:
    result = keys("create", "--db", "a.db", "--kind", "web", "--organization", "acme")
    assert result.stdout.startswith("evsrv_web_")
    assert find_stored_key(result.stdout).kind == "web"


def test_keys_list_shows_every_column_but_no_secret(create: Command, keys: Command) -> None:
    secrets = [create("--project", "site").stdout, create("--integration", "docs").stdout]
    one, two = map(find_stored_key, secrets)
    keys("revoke", "--db", "a.db", one.id)
    result = keys("list", "--db", "a.db")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = {row.pop("id"): row for row in table(result.stdout)}
    shown = {
        key_id: {name: row[name] for name in ("kind", "organization", "project", "integration")}
        for key_id, row in rows.items()
    }
    scope = {"kind": "api", "organization": "acme"}
    assert shown == {
        one.id: {**scope, "project": "site", "integration": ""},
        two.id: {**scope, "project": "", "integration": "docs"},
    }
    assert TIMESTAMP.fullmatch(rows[one.id]["revoked"])
    assert rows[two.id]["revoked"] == ""
    for row in rows.values():
        assert TIMESTAMP.fullmatch(row["created"])
        assert (row["name"], row["origins"], row["expires"], row["used"]) == ("", "", "", "")
    for secret in secrets:
        assert secret.strip() not in result.output


def test_keys_revoke_disables_key(create: Command, keys: Command) -> None:
    secret = create().stdout
    key = find_stored_key(secret)
    result = keys("revoke", "--db", "a.db", key.id)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Revoked {key.id}.\n"
    assert find_stored_key(secret) is None


def test_keys_revoke_of_unknown_id_fails(create: Command, keys: Command) -> None:
    create()
    result = keys("revoke", "--db", "a.db", "key_no")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db has no key 'key_no'; `evsrv keys list` shows the ids\n"


@pytest.mark.parametrize("arguments", [["list"], ["revoke", "key_no"], ["rotate", "key_no"]])
def test_keys_command_does_not_create_missing_file(
    keys: Command, directory: Path, arguments: list[str]
) -> None:
    result = keys(*arguments, "--db", "a.db")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db does not exist; name the file with --db\n"
    assert list(directory.iterdir()) == []


def test_keys_create_takes_database_path_from_environment_or_settings_file(keys: Command) -> None:
    arguments = ("create", "--kind", "api", "--organization", "acme")
    assert find_stored_key(keys(*arguments, EVSRV_DB="b.db").stdout, "b.db")
    Path("evsrv.toml").write_text('db = "c.db"')
    assert find_stored_key(keys(*arguments).stdout, "c.db")


def test_keys_list_of_file_that_is_not_database_prints_one_line_error(keys: Command) -> None:
    Path("a.db").write_text("no database")
    result = keys("list", "--db", "a.db")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db is not an SQLite database; name another file with --db\n"


def test_keys_list_with_invalid_setting_prints_one_line_error(keys: Command) -> None:
    result = keys("list", EVSRV_PORT="http")
    assert result.exit_code == 1
    assert result.stderr == "Error: EVSRV_PORT must be a whole number, not 'http'\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--kind", "admin", "--organization", "acme"],
        ["--kind", "api"],
        ["--organization", "acme"],
        ["--kind", "api", "--organization", " "],
        ["--kind", "api", "--organization", "\udcff"],
        ["--kind", "api", "--organization", "acme", "--project", ""],
        ["--kind", "api", "--organization", "acme", "--name", "\t"],
        ["--kind", "api", "--organization", "acme", "--origin", "https://shop.example"],
        ["--kind", "web", "--organization", "acme", "--origin", "https://shop.example/"],
        ["--kind", "web", "--organization", "acme", "--origin", "*"],
        ["--kind", "api", "--organization", "acme", "--expires", "soon"],
        ["--kind", "api", "--organization", "acme", "--expires", "2020-01-01"],
        ["--kind", "api", "--organization", "acme", "--expires", "0d"],
        ["--kind", "api", "--organization", "acme", "--replace"],
    ],
)
def test_keys_create_with_invalid_options_makes_no_file(
    keys: Command, directory: Path, arguments: list[str]
) -> None:
    result = keys("create", "--db", "a.db", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert list(directory.iterdir()) == []


@pytest.mark.parametrize("kind", ["api", "read", "web"])
def test_key_text_is_selected_by_double_click(keys: Command, kind: str) -> None:
    result = keys("create", "--db", "a.db", "--kind", kind, "--organization", "acme")
    assert SECRET.fullmatch(result.stdout)
    assert re.fullmatch(r"\w+", result.stdout.strip(), re.ASCII)
    assert find_stored_key(result.stdout).kind == kind


def test_keys_create_stores_name_expiry_and_origins_and_list_shows_them(keys: Command) -> None:
    origins = ("https://shop.example", "http://localhost:3000")
    options = [option for origin in origins for option in ("--origin", origin)]
    options += ["--kind", "web", "--name", "shop front", "--expires", "2999-01-31"]
    secret = keys("create", "--db", "a.db", "--organization", "acme", *options).stdout
    key = find_stored_key(secret)
    assert (key.name, key.origins) == ("shop front", origins)
    assert format_timestamp(key.expires_at) == "2999-01-31T00:00:00.000Z"
    (row,) = table(keys("list", "--db", "a.db").stdout)
    assert (row["name"], row["origins"]) == ("shop front", " ".join(origins))
    assert row["expires"] == "2999-01-31T00:00:00.000Z"


def test_keys_create_takes_expiry_in_days(create: Command) -> None:
    key = find_stored_key(create("--expires", "90d").stdout)
    assert abs(key.expires_at - key.created_at - 90 * DAY_MS) < DAY_MS


def test_keys_list_shows_day_of_last_use(create: Command, keys: Command) -> None:
    key = find_stored_key(create().stdout)
    write(lambda connection: record_key_use(connection, key.id, 20_000 * DAY_MS))
    (row,) = table(keys("list", "--db", "a.db").stdout)
    assert row["used"] == "2024-10-04"


def test_keys_create_with_replace_deletes_earlier_keys_of_name(
    create: Command, keys: Command
) -> None:
    other = create("--name", "other").stdout
    unnamed = create().stdout
    first, second = (create("--name", "job", "--replace").stdout for _ in "ab")
    assert find_stored_key(first) is None
    assert all(map(find_stored_key, (second, other, unnamed)))
    assert len(table(keys("list", "--db", "a.db").stdout)) == 3


def test_keys_rotate_makes_equal_key_and_lets_old_one_expire(keys: Command) -> None:
    options = [
        *("--kind", "web", "--organization", "acme", "--project", "site", "--name", "front"),
        *("--origin", "https://shop.example", "--expires", "2999-01-01"),
    ]
    old_secret = keys("create", "--db", "a.db", *options).stdout
    old = find_stored_key(old_secret)
    result = keys("rotate", "--db", "a.db", old.id, "--days", "3")
    assert result.exit_code == 0, result.output
    assert SECRET.fullmatch(result.stdout)
    new = find_stored_key(result.stdout)
    assert new.id != old.id
    assert evolve(new, id=old.id, created_at=old.created_at) == old
    left = find_stored_key(old_secret)
    assert evolve(left, expires_at=old.expires_at) == old
    assert left.expires_at == new.created_at + 3 * DAY_MS
    assert result.stderr == (
        f"Made {new.id}. Keep the key: it is not shown again."
        f" {old.id} stays valid for 3 days at most.\n"
    )


def test_keys_rotate_keeps_earlier_expiry_of_old_key(create: Command, keys: Command) -> None:
    secret = create("--expires", "2d").stdout
    before = find_stored_key(secret)
    new = find_stored_key(keys("rotate", "--db", "a.db", before.id).stdout)
    assert find_stored_key(secret).expires_at == before.expires_at == new.expires_at


def test_keys_rotate_for_no_days_ends_old_key_at_once(create: Command, keys: Command) -> None:
    secret = create().stdout
    new = keys("rotate", "--db", "a.db", find_stored_key(secret).id, "--days", "0").stdout
    old = find_stored_key(secret)
    assert old.has_expired(find_stored_key(new).created_at)


def test_keys_rotate_refuses_key_that_is_not_valid(create: Command, keys: Command) -> None:
    revoked, expired = (find_stored_key(create().stdout) for _ in "ab")
    keys("revoke", "--db", "a.db", revoked.id)
    keys("rotate", "--db", "a.db", expired.id, "--days", "0")
    for key_id, reason in (
        (revoked.id, f"{revoked.id} is revoked; make a new key: evsrv keys create"),
        (expired.id, f"{expired.id} has expired; make a new key: evsrv keys create"),
        ("key_no", "a.db has no key 'key_no'; `evsrv keys list` shows the ids"),
    ):
        result = keys("rotate", "--db", "a.db", key_id)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"Error: {reason}\n"
    assert len(table(keys("list", "--db", "a.db").stdout)) == 3
