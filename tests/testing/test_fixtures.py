"""The fixtures for authors of plugins: `ask`, a server, a database."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evsrv.config import ConfigError
from evsrv.plugin import Function, Kind, Operator, Request, Route, bind, hookimpl, sql
from evsrv.plugin.hook_calls import PluginError
from evsrv.testing import Ask, Database, Refused, Server
from evsrv.testing.application import Application
from evsrv.testing.database import make_database
from evsrv.testing.serving import serving

COUNT = {"type": "aggregation", "aggregation": "count"}
ENDS = {"field": "searchQuery", "operator": "endsAs", "value": "key"}


class Endings:
    """A plugin that is an object."""

    @hookimpl
    def evsrv_filter_operators(self) -> Iterator[Operator]:
        yield Operator(
            name="endsAs",
            summary="ends as this text does",
            operands={Kind.TEXT: {"type": "string"}},
            render=lambda value, end: sql(
                "substr({}, -{}) = {}", value.text, bind(len(end)), bind(end)
            ),
        )

    @hookimpl
    def evsrv_functions(self) -> Iterator[Function]:
        yield Function(
            name="broken",
            summary="fails",
            takes=Kind.TEXT,
            gives=Kind.TEXT,
            render=lambda value: value.nothing,  # type: ignore[attr-defined]
        )


@pytest.fixture
def evsrv_plugins() -> Mapping[str, object]:
    return {"endings": Endings()}


@pytest.fixture
def evsrv_events() -> Sequence[Mapping[str, Any]]:
    texts = ["API key", "keyboard", "key"]
    return [{"type": "search", "searchQuery": text} for text in texts]


def test_ask_returns_rows_of_given_events_by_the_plugin_under_test(ask: Ask) -> None:
    assert ask({"select": [COUNT], "where": {"condition": ENDS}}) == [{"count": 2}]


def test_ask_asks_other_datasets(ask: Ask) -> None:
    assert ask({"select": [COUNT]}, dataset="conversations") == [{"count": 0}]


def test_refused_query_raises_with_text_status_and_pointers(ask: Ask) -> None:
    with pytest.raises(Refused, match="string") as refused:
        ask({"select": [COUNT], "where": {"condition": {**ENDS, "value": 5}}})
    assert refused.value.status == 422
    assert refused.value.pointers == ["/where/condition/value"]
    assert refused.value.problem["code"] == "unprocessable_entity"


def test_failing_plugin_raises_no_refusal_but_names_its_line(ask: Ask) -> None:
    query = {"select": [COUNT], "groupBy": [{"field": "searchQuery", "apply": "broken"}]}
    with pytest.raises(AssertionError, match=r"plugin endings, function 'broken'.*test_fixtures"):
        ask(query)


def test_server_answers_each_kind_of_key_and_none(evsrv_server: Server) -> None:
    event = {"type": "later"}
    assert evsrv_server.post("/events", event, key="web").status == 200
    assert evsrv_server.post("/events", event, key="read").status == 403
    assert evsrv_server.get("/me", key=None).status == 401
    described = evsrv_server.get("/me").json()
    assert (described["kind"], described["organizationId"]) == ("api", "test")
    assert evsrv_server.get("/healthz", key=None).headers["content-type"].startswith("application")
    assert evsrv_server.url.startswith("http://127.0.0.1:")


async def test_server_answers_a_test_in_an_event_loop(ask: Ask) -> None:
    assert ask({"select": [COUNT]}) == [{"count": 3}]


def test_database_has_the_events_in_its_file(evsrv_database: Database) -> None:
    with closing(sqlite3.connect(evsrv_database.path)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (3,)
    assert all(secret not in repr(evsrv_database) for secret in evsrv_database.keys.values())


def test_refused_event_fails_the_fixture_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="an event of evsrv_events is refused: /1/type"):
        make_database(Application.load(tmp_path), [{"type": "good"}, {"type": 5}])


class Greetings:
    """A plugin with settings, a route, and a hook at the door."""

    @hookimpl
    def evsrv_settings(self) -> dict[str, Any]:
        return {"properties": {"word": {"type": "string"}}}

    @hookimpl
    def evsrv_configure(self, settings: dict[str, Any]) -> None:
        self.word = settings["word"]

    @hookimpl
    def evsrv_routes(self) -> Iterator[Route]:
        async def greet(request: Request) -> dict[str, str]:
            return {"word": self.word}

        yield Route(method="GET", path="/word", handler=greet, summary="greets", open=True)

    @hookimpl
    def evsrv_event(self, event: dict[str, Any]) -> None:
        event["searchQuery"] = self.word


class TestOtherHooks:
    @pytest.fixture
    def evsrv_plugins(self) -> Mapping[str, object]:
        return {"greetings": Greetings()}

    @pytest.fixture
    def evsrv_config(self) -> str:
        return 'plugins.greetings.word = "hello"'

    def test_plugin_gets_its_settings_and_answers_its_route(self, evsrv_server: Server) -> None:
        response = evsrv_server.get("/plugins/greetings/word", key=None)
        assert (response.status, response.json()) == (200, {"word": "hello"})

    def test_events_of_the_database_pass_the_hook_at_the_door(self, ask: Ask) -> None:
        query = {"select": [COUNT], "groupBy": [{"field": "searchQuery"}]}
        assert ask(query) == [{"searchQuery": "hello", "count": 3}]


class TestSettings:
    @pytest.fixture
    def evsrv_config(self) -> str:
        return """
        page_size = 2
        disabled_plugins = ["percentiles"]
        """

    def test_settings_of_the_test_are_those_of_the_server(self, evsrv_server: Server) -> None:
        described = evsrv_server.get("/query/vocabulary").json()
        assert described["limits"]["pageSize"] == 2
        names = [plugin["name"] for plugin in described["plugins"]]
        assert "endings" in names
        assert "percentiles" not in names


def test_wrong_setting_fails_the_start_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"evsrv\.toml: unknown setting 'page_sise'"):
        Application.load(tmp_path, "page_sise = 2")


def test_settings_of_the_environment_and_the_working_directory_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evsrv.toml").write_text("page_size = 2")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVSRV_PAGE_SIZE", "3")
    home = tmp_path / "home"
    home.mkdir()
    assert Application.load(home).settings.page_size == 1000


def test_broken_plugin_fails_the_start_with_its_name(tmp_path: Path) -> None:
    broken = SimpleNamespace(evsrv_operators=hookimpl(lambda: ()))
    with pytest.raises(PluginError, match="plugin mine: "):
        Application.load(tmp_path, plugins={"mine": broken})


def test_given_plugin_replaces_another_of_its_name(tmp_path: Path) -> None:
    loaded = Application.load(tmp_path, plugins={"percentiles": Endings()})
    assert "endsAs" in loaded.vocabulary.operators
    assert "p95" not in loaded.vocabulary.aggregates


def test_server_that_cannot_start_raises_its_error(tmp_path: Path) -> None:
    (tmp_path / "evsrv.db").write_bytes(b"no database" * 1000)
    application = Application.load(tmp_path)
    with pytest.raises(Exception, match="database"), serving(application.make_app()):
        raise AssertionError


def test_server_has_ended_with_its_threads_after_the_test(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    application = Application.load(tmp_path)
    server = Server(0, make_database(application, []))
    with serving(application.make_app()) as port:
        server = Server(port, server.database)
        assert server.get("/readyz", key=None).status == 200
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        server.get("/readyz")
