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


def found(secret, db="a.db"):
    async def find():
        async with await SqliteEngine.open(Path(db), readers=1) as store:
            return await store.read(lambda c: find_key(c, hash_secret(secret.strip())), timeout=5)

    return asyncio.run(find())


def test_create_makes_the_file_and_prints_the_key_alone(create):
    result = create("--project", "site", "--integration", "docs")
    assert result.exit_code == 0
    assert SECRET.fullmatch(result.stdout)
    key = found(result.stdout)
    assert (key.kind, key.organization_id) == ("api", "acme")
    assert (key.project_id, key.integration_id) == ("site", "docs")
    assert result.stderr == f"Made {key.id}. Keep the key: it is not shown again.\n"


def test_create_without_project_covers_the_organization(create):
    key = found(create().stdout)
    assert (key.project_id, key.integration_id) == (None, None)


def test_create_a_web_key(keys):
    result = keys("create", "--db", "a.db", "--kind", "web", "--organization", "acme")
    assert result.stdout.startswith("evsrv_web_")
    assert found(result.stdout).kind == "web"


def test_list_shows_everything_but_the_secret(create, keys):
    secrets = [create("--project", "site").stdout, create("--integration", "docs").stdout]
    one, two = map(found, secrets)
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


def test_revoke(create, keys):
    secret = create().stdout
    key = found(secret)
    result = keys("revoke", "--db", "a.db", key.id)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Revoked {key.id}.\n"
    assert found(secret) is None


def test_revoke_an_unknown_id(create, keys):
    create()
    result = keys("revoke", "--db", "a.db", "key_no")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db has no key 'key_no'\n"


@pytest.mark.parametrize("arguments", [["list"], ["revoke", "key_no"]])
def test_a_missing_file_is_an_error_and_stays_missing(keys, directory, arguments):
    result = keys(*arguments, "--db", "a.db")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db does not exist\n"
    assert list(directory.iterdir()) == []


def test_the_file_comes_from_the_environment_or_the_settings_file(keys):
    arguments = ("create", "--kind", "api", "--organization", "acme")
    assert found(keys(*arguments, EVSRV_DB="b.db").stdout, "b.db")
    Path("evsrv.toml").write_text('db = "c.db"')
    assert found(keys(*arguments).stdout, "c.db")


def test_a_file_of_another_kind_is_one_line_of_error(keys):
    Path("a.db").write_text("no database")
    result = keys("list", "--db", "a.db")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db is not an SQLite database\n"


def test_a_wrong_setting_is_one_line_of_error(keys):
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
def test_bad_usage_makes_no_file(keys, directory, arguments):
    result = keys("create", "--db", "a.db", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert list(directory.iterdir()) == []
