import asyncio
import itertools
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from evsrv.cli import main
from evsrv.sqlite.api_keys import find_key, hash_secret
from evsrv.sqlite.engine import SqliteEngine

SECRET = re.compile(r"evsrv_(api|web)_[A-Za-z0-9_-]{43}\n")


@pytest.fixture(autouse=True)
def directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def keys():
    return lambda *arguments, **environ: CliRunner().invoke(main, ["keys", *arguments], env=environ)


@pytest.fixture
def create(keys):
    return lambda *arguments: keys(
        "create", "--db", "a.db", "--kind", "api", "--organization", "acme", *arguments
    )


def find_stored_key(secret, db="a.db"):
    async def find():
        async with await SqliteEngine.open(Path(db), readers=1) as store:
            return await store.read(lambda c: find_key(c, hash_secret(secret.strip())), timeout=5)

    return asyncio.run(find())


def test_keys_create_makes_file_and_prints_only_secret_to_stdout(create):
    result = create("--project", "site", "--integration", "docs")
    assert result.exit_code == 0
    assert SECRET.fullmatch(result.stdout)
    key = find_stored_key(result.stdout)
    assert (key.kind, key.organization_id) == ("api", "acme")
    assert (key.project_id, key.integration_id) == ("site", "docs")
    assert result.stderr == f"Made {key.id}. Keep the key: it is not shown again.\n"


def test_keys_create_without_project_covers_organization(create):
    key = find_stored_key(create().stdout)
    assert (key.project_id, key.integration_id) == (None, None)


def test_keys_create_makes_web_key(keys):
    result = keys("create", "--db", "a.db", "--kind", "web", "--organization", "acme")
    assert result.stdout.startswith("evsrv_web_")
    assert find_stored_key(result.stdout).kind == "web"


def test_keys_list_shows_every_column_but_no_secret(create, keys):
    secrets = [create("--project", "site").stdout, create("--integration", "docs").stdout]
    one, two = map(find_stored_key, secrets)
    keys("revoke", "--db", "a.db", one.id)
    result = keys("list", "--db", "a.db")
    assert (result.exit_code, result.stderr) == (0, "")
    header, _, *lines = result.stdout.splitlines()
    names = header.split()
    assert names == ["id", "kind", "organization", "project", "integration", "created", "revoked"]
    starts = [*map(header.index, names), None]
    places = [slice(*ends) for ends in itertools.pairwise(starts)]
    rows = {tuple(line[place].strip() for place in places) for line in lines}
    assert {(*row[:5], row[6] != "") for row in rows} == {
        (one.id, "api", "acme", "site", "", True),
        (two.id, "api", "acme", "", "docs", False),
    }
    for created in (row[5] for row in rows):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", created)
    for secret in secrets:
        assert secret.strip() not in result.output


def test_keys_revoke_disables_key(create, keys):
    secret = create().stdout
    key = find_stored_key(secret)
    result = keys("revoke", "--db", "a.db", key.id)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Revoked {key.id}.\n"
    assert find_stored_key(secret) is None


def test_keys_revoke_of_unknown_id_fails(create, keys):
    create()
    result = keys("revoke", "--db", "a.db", "key_no")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db has no key 'key_no'\n"


@pytest.mark.parametrize("arguments", [["list"], ["revoke", "key_no"]])
def test_keys_command_does_not_create_missing_file(keys, directory, arguments):
    result = keys(*arguments, "--db", "a.db")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db does not exist\n"
    assert list(directory.iterdir()) == []


def test_keys_create_takes_database_path_from_environment_or_settings_file(keys):
    arguments = ("create", "--kind", "api", "--organization", "acme")
    assert find_stored_key(keys(*arguments, EVSRV_DB="b.db").stdout, "b.db")
    Path("evsrv.toml").write_text('db = "c.db"')
    assert find_stored_key(keys(*arguments).stdout, "c.db")


def test_keys_list_of_file_that_is_not_database_prints_one_line_error(keys):
    Path("a.db").write_text("no database")
    result = keys("list", "--db", "a.db")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db is not an SQLite database\n"


def test_keys_list_with_invalid_setting_prints_one_line_error(keys):
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
    ],
)
def test_keys_create_with_invalid_options_makes_no_file(keys, directory, arguments):
    result = keys("create", "--db", "a.db", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert list(directory.iterdir()) == []
