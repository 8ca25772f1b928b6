"""`GET /query/vocabulary` of servers with other settings and plugins."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from evsrv.core import limits
from evsrv.plugin import loader
from web.conftest import StartApp

PATH = "/query/vocabulary"
PLUGIN = '''
"""Words: hasWord.

They stand between spaces.
"""

from evsrv.plugin import DerivedField, Kind, Operator, Sql, hookimpl


@hookimpl
def evsrv_filter_operators():
    yield Operator(
        name="hasWord", summary="s", operands={Kind.TEXT: None}, render=lambda *_: Sql("1")
    )


@hookimpl
def evsrv_fields():
    yield DerivedField(
        name="words",
        summary="s",
        kind=Kind.NUMBER,
        render=lambda row: row.value("searchQuery").number,
    )
'''


async def test_limits_are_those_of_the_settings(start_app: StartApp) -> None:
    server = await start_app(page_size=7, max_page_size=70, rate_limit=600, max_body_bytes=5_000)
    listed = (await server.send("GET", PATH)).json["limits"]
    assert (listed["pageSize"], listed["maxPageSize"]) == (7, 70)
    assert (listed["requestsPerMinute"], listed["maxBodyBytes"]) == (600, 5_000)


async def test_rate_limit_that_is_off_is_null(start_app: StartApp) -> None:
    server = await start_app()
    listed = (await server.send("GET", PATH)).json["limits"]
    assert listed["requestsPerMinute"] is None


async def test_every_limit_of_requests_is_listed(start_app: StartApp) -> None:
    server = await start_app()
    listed = (await server.send("GET", PATH)).json["limits"]
    for name, value in vars(limits).items():
        if name.startswith("MAX_"):
            first, *rest = name.lower().split("_")
            assert listed[first + "".join(map(str.capitalize, rest))] == value


async def test_plugin_of_a_folder_is_listed_with_its_terms_and_fields(
    start_app: StartApp, tmp_path: Path
) -> None:
    folder = tmp_path / "plugins.d"
    folder.mkdir()
    (folder / "words.py").write_text(PLUGIN)
    server = await start_app(plugins_dir=folder, disabled_plugins=("percentiles",))
    described = (await server.send("GET", PATH)).json
    plugins = {plugin["name"]: plugin for plugin in described["plugins"]}
    assert plugins["words"] == {"name": "words", "version": None, "summary": "Words: hasWord."}
    assert "percentiles" not in plugins
    assert {term["plugin"] for term in described["terms"]} <= plugins.keys()
    (phrase,) = (term["phrase"] for term in described["terms"] if term["name"] == "hasWord")
    assert phrase == "has word"
    derived = {
        dataset["name"]: [field["name"] for field in dataset["fields"] if field["derived"]]
        for dataset in described["datasets"]
    }
    # Only events have the field that it reads.
    assert derived == {"events": ["user", "words"], "conversations": ["user"], "feedback": ["user"]}


async def test_installed_plugin_is_listed_with_the_version_of_its_distribution(
    start_app: StartApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution = SimpleNamespace(name="evsrv-installed", version="1.2.3")
    found = SimpleNamespace(name="installed", load=SimpleNamespace, dist=distribution)
    monkeypatch.setattr(loader, "entry_points", lambda **_: [found])
    server = await start_app()
    plugins = (await server.send("GET", PATH)).json["plugins"]
    versions = {plugin["name"]: plugin["version"] for plugin in plugins}
    assert versions.pop("installed") == "1.2.3"
    assert set(versions.values()) == {None}


async def test_other_settings_give_another_etag(start_app: StartApp) -> None:
    one, other = [await start_app(page_size=size) for size in (7, 8)]
    etags = [(await server.send("GET", PATH)).headers["ETag"] for server in (one, other)]
    assert etags[0] != etags[1]
    unchanged = await one.send("GET", PATH, headers={"If-None-Match": etags[0]})
    changed = await other.send("GET", PATH, headers={"If-None-Match": etags[0]})
    assert (unchanged.status, changed.status) == (304, 200)
