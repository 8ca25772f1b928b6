"""Every error of the command line names the next step: a file to review, written by
`pytest tests/cli --update-goldens`.
"""

import os
import shlex
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from string import Template

import pytest
from click.testing import CliRunner, Result
from support.root_logger import restored_root_logger

from cli.serving import make_key, serving
from evsrv.cli import main

Command = Callable[..., Result]

GOLDEN = Path(__file__).with_name("goldens") / "errors.txt"
FILES = """
evsrv info --db missing.db
evsrv info --db text.db
evsrv info --db other.db
evsrv info --db newer.db
evsrv info --db empty.db
evsrv info --db folder
evsrv serve --db text.db
evsrv serve --db newer.db
evsrv serve --db none/a.db
evsrv serve --db folder
evsrv serve --db protected/a.db
evsrv check --db missing.db
evsrv export --db missing.db
evsrv promote --db missing.db properties.plan
evsrv prune --db missing.db --before 2026-01-01
evsrv delete --db missing.db --user u
evsrv backup --db missing.db copy.db
evsrv backup --db a.db a.db
evsrv backup --db a.db two.db
evsrv backup --db a.db none/copy.db
evsrv import --organization acme missing.ndjson
"""
SCOPES = """
evsrv query --db a.db --organization acne {}
evsrv query --db a.db --organization zzz {}
evsrv query --db a.db --project sitr {}
evsrv query --db two.db {}
evsrv query --db keyless.db {}
evsrv import --db new.db -
evsrv keys list --db missing.db
evsrv keys revoke --db a.db key_0
evsrv keys rotate --db a.db key_0
evsrv keys create --db a.db --organization acme
evsrv keys create --db a.db --organization acme --kind all
evsrv keys create --db a.db --organization acme --kind read --expires soon
evsrv keys create --db a.db --organization acme --kind read --expires 2020-01-01
evsrv keys create --db a.db --organization acme --kind api --origin https://a.example
evsrv keys create --db a.db --organization acme --kind web --origin https://a.example/
evsrv keys create --db a.db --organization acme --kind api --replace
"""
SETTINGS = """
evsrv serve --config missing.toml
evsrv serve --config wrong.toml
evsrv serve --config misspelt.toml
evsrv serve --config type.toml
evsrv serve --config range.toml
evsrv serve --port http
evsrv serve --port 99999
evsrv serve --plugins-dir missing
evsrv plugins --plugins-dir broken
EVSRV_PORT=web evsrv serve
EVSRV_PROT=1 evsrv serve
evsrv serve --debug --host 0.0.0.0
evsrv serve --db a.db --port $PORT
"""
QUERIES = """
evsrv query --db a.db
evsrv query --db a.db {limit: 5}
evsrv query --db a.db '{"limit": 5'
evsrv query --db a.db '{"limit":' '5}'
evsrv query --db a.db "'{}'"
evsrv query --db a.db query.json
evsrv query --db a.db '[]'
evsrv query --db a.db '{"limt": 5}'
evsrv query --db a.db '{"limit": "5"}'
evsrv query --db a.db --range yesterdy {}
evsrv query --db a.db --timezone Berlin {}
evsrv query --db a.db --format chart {}
evsrv query --db a.db --format json --all {}
evsrv query --db a.db -f missing.json
evsrv query --db a.db --sql --url http://127.0.0.1:1 {}
evsrv export --db a.db --where '{type: a}'
evsrv delete --db a.db
evsrv prune --db a.db
evsrv prune --db a.db --before soon
evsrv promote --db a.db
evsrv promote --db a.db plan
evsrv promote --db a.db --undo properties.plan
evsrv seed --db a.db --until soon
"""
SERVERS = """
evsrv query --url $URL {}
evsrv query --url example.com {}
EVSRV_KEY=$KEY evsrv query --url $URL --db a.db {}
EVSRV_KEY=wrong evsrv query --url $URL {}
EVSRV_KEY=$WEB evsrv query --url $URL {}
EVSRV_KEY=$KEY evsrv query --url $URL/none {}
EVSRV_KEY=$KEY evsrv query --url $URL '{"limt": 5}'
EVSRV_KEY=$KEY evsrv query --url http://127.0.0.1:$FREE {}
EVSRV_KEY=$KEY evsrv query --url http://no-such-host.invalid {}
EVSRV_KEY=wrong evsrv tail --url $URL
"""
COMMANDS = """
evsrv sevre
evsrv ask
evsrv keys creat
evsrv serve --prot 1
evsrv serve 8080
evsrv query --format tabel {}
"""
GROUPS = {
    "Commands": COMMANDS,
    "Files": FILES,
    "Organizations, projects and keys": SCOPES,
    "Settings": SETTINGS,
    "Queries": QUERIES,
    "Servers": SERVERS,
}


@pytest.fixture
def places(evsrv: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the files that the commands name, each with its fault."""
    assert evsrv("seed", "--db", "a.db", "--events", "20", "--organization", "acme").exit_code == 0
    for organization in ("acme", "zoo"):
        assert (
            evsrv(
                "seed", "--db", "two.db", "--events", "5", "--organization", organization
            ).exit_code
            == 0
        )
    evsrv("keys", "create", "--db", "keyless.db", "--kind", "api", "--organization", "acme")
    with closing(sqlite3.connect("keyless.db")) as connection, connection:
        connection.execute("DELETE FROM api_keys")
    for name, statement in (
        ("other.db", "CREATE TABLE a (b)"),
        ("newer.db", "PRAGMA user_version = 999"),
    ):
        if name == "newer.db":
            (tmp_path / name).write_bytes((tmp_path / "a.db").read_bytes())
        with closing(sqlite3.connect(name)) as connection, connection:
            connection.execute(statement)
    for name, text in (
        ("text.db", "This is no database. " * 100),
        ("empty.db", ""),
        ("wrong.toml", "port = = 1"),
        ("misspelt.toml", "prot = 1"),
        ("type.toml", 'port = "web"'),
        ("range.toml", "port = 99999"),
        ("query.json", "{}"),
        ("broken/words.py", "import wrds"),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for name in ("folder", "protected"):
        (tmp_path / name).mkdir()
    access = os.access  # the tests may run as root, which may write everywhere
    monkeypatch.setattr(
        "os.access",
        lambda path, *modes, **how: Path(path).name != "protected" and access(path, *modes, **how),
    )


@pytest.fixture
def names(places: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the values that the words in capitals of the commands stand for."""
    with (
        serving(tmp_path, "--db", "a.db", "--port", "0") as url,
        socket.create_server(("127.0.0.1", 0)) as taken,
    ):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            free = str(closed.getsockname()[1])
        yield {
            "URL": url,
            "PORT": str(taken.getsockname()[1]),
            "FREE": free,
            "KEY": make_key(tmp_path),
            "WEB": make_key(tmp_path, "web"),
        }


def output(line: str, names: dict[str, str]) -> str:
    """Return a command line and its errors, with the names of values that differ each time."""
    words = shlex.split(Template(line).substitute(names))
    start = words.index("evsrv")
    environ = dict(word.split("=", 1) for word in words[:start])
    with restored_root_logger():
        result = CliRunner().invoke(
            main, words[start + 1 :], input="", env=environ, prog_name="evsrv"
        )
    assert result.exit_code in (1, 2), result.output
    assert (result.stdout, type(result.exception)) == ("", SystemExit)
    text = result.stderr
    for name, value in names.items():
        text = text.replace(value, f"${name}")
    return f"$ {line}\n{text}"


def test_every_error_names_the_next_step(names: dict[str, str], update_goldens: bool) -> None:
    """Compare with the golden file, which a person has read."""
    text = ""
    for title, lines in GROUPS.items():
        outputs = [output(line, names) for line in lines.strip().splitlines()]
        text += f"# {title}\n\n" + "\n".join(outputs) + "\n"
    if update_goldens:
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()
