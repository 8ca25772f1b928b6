import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.conftest import Command
from evsrv.config import Settings
from evsrv.language import load_vocabulary

PLUGIN = """
from evsrv.plugin import Kind, Operator, bind, hookimpl, sql


@hookimpl
def evsrv_filter_operators():
    yield Operator(
        name="longerThan",
        summary="has more characters than this",
        operands={Kind.TEXT | Kind.PATH: {"type": "integer", "minimum": 0}},
        render=lambda value, length: sql("length({}) > {}", value.text, bind(length)),
    )
"""
CONTRACT = {
    "operator": {
        *("eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "isNull", "isNotNull"),
        *("arrayContains", "jsonContains", "jsonContainedBy", "jsonArrayContainsObject"),
        *("jsonHasKey", "jsonHasAnyKey", "jsonHasAllKeys"),
    },
    "aggregation": {"sum", "count", "countDistinct", "avg", "min", "max"},
    "time unit": {"hour", "day", "week", "month"},
    "field": {"user"},
}
BUNDLED = {
    "text_match": {
        *("contains", "startsWith", "endsWith", "matches"),
        *("containsIgnoreCase", "startsWithIgnoreCase", "endsWithIgnoreCase"),
    },
    "calendar_units": {"minute", "quarter", "year"},
    "calendar_parts": {"dayOfWeek", "hourOfDay", "dayOfMonth", "monthOfYear"},
    "text_parts": {"lower", "domain", "length"},
    "percentiles": {"median", "p75", "p90", "p95", "p99"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes plugins into a folder; file names have no `.py`."""

    def folder(**files: Any) -> str:
        (tmp_path / "more").mkdir()
        for name, text in files.items():
            (tmp_path / "more" / f"{name}.py").write_text(text)
        return "more"

    return folder


def listing(result: Result) -> dict[str, list[dict[str, Any]]]:
    assert (result.exit_code, result.stderr) == (0, "")
    listed: dict[str, list[dict[str, Any]]] = json.loads(result.stdout)
    assert set(listed) == {"plugins", "terms", "formats", "routes", "commands"}
    return listed


def list_terms(result: Result) -> list[dict[str, Any]]:
    return listing(result)["terms"]


def list_plugins(result: Result) -> dict[str, dict[str, Any]]:
    return {plugin["name"]: plugin for plugin in listing(result)["plugins"]}


def test_plugins_json_lists_every_term(evsrv: Command) -> None:
    terms = list_terms(evsrv("plugins", "--json"))
    vocabulary = load_vocabulary(Settings())
    every = [
        *vocabulary.operators,
        *vocabulary.aggregates,
        *vocabulary.time_units,
        *vocabulary.functions,
        *vocabulary.derived_fields,
    ]
    assert [term["name"] for term in terms] == every
    for kind, names in CONTRACT.items():
        assert names <= {
            term["name"]
            for term in terms
            if term["kind"] == kind and term["plugin"].startswith("builtin.")
        }
    for plugin, names in BUNDLED.items():
        assert {term["name"] for term in terms if term["plugin"] == plugin} == names


def test_plugins_json_has_all_members_of_each_term(evsrv: Command) -> None:
    for term in list_terms(evsrv("plugins", "--json")):
        assert set(term) == {
            *("kind", "name", "plugin", "summary", "portable", "phrase", "operand", "operands"),
            *("engines", "absentOn", "takes", "gives", "needsField"),
        }
        assert term["summary"]
        assert (term["phrase"] is not None) is (term["kind"] == "operator")
        assert (term["operand"] is not None) is (term["kind"] == "operator")


def test_plugins_tables_match_json(evsrv: Callable[..., Result]) -> None:
    listed = listing(evsrv("plugins", "--json"))
    result = evsrv("plugins")
    assert (result.exit_code, result.stderr) == (0, "")
    plugins, terms, absences = (table.splitlines() for table in result.stdout.split("\n\n"))
    assert plugins[0].split() == ["plugin", "version", "from", "hooks", "terms"]
    assert [row.split()[0] for row in plugins[2:]] == [one["name"] for one in listed["plugins"]]
    header, _, *rows = terms
    assert header.split() == ["kind", "name", "operand", "engines", "plugin", "summary"]
    for row, term in zip(rows, listed["terms"], strict=True):
        for column in header.split():
            start = header.index(column)
            cell = ", ".join(term[column]) if column == "engines" else term[column]
            assert row[start:].startswith(cell or " ")
    assert [re.split(r"  +", row.rstrip()) for row in (absences[0], *absences[2:])] == [
        ["absent on", "kind", "name", "because"],
        *(
            [engine, term["kind"], term["name"], reason]
            for term in listed["terms"]
            for engine, reason in term["absentOn"].items()
        ),
    ]


def test_docs_give_the_reason_for_each_bundled_term_that_postgresql_does_not_have(
    evsrv: Command,
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "postgresql.md").read_text("utf-8")
    table = page.partition("### Terms that are absent")[2].partition("\n## ")[0]
    told = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.M)
        for name in re.findall(r"`(\w+)`", row)
    }
    absent = [
        term["name"]
        for term in list_terms(evsrv("plugins", "--json"))
        if "postgresql" not in term["engines"]
    ]
    assert sorted(told) == sorted(absent)


def test_term_without_sql_and_reason_says_what_its_plugin_lacks(
    evsrv: Command, folder: Callable[..., str]
) -> None:
    result = evsrv("plugins", "--plugins-dir", folder(longer=PLUGIN), "--json")
    reasons = {term["name"]: term["absentOn"] for term in list_terms(result)}
    assert reasons["longerThan"] == {
        "postgresql": 'the plugin longer has no renders={"postgresql": ...} for it'
    }
    assert reasons["length"] == {}
    assert "RE2" in reasons["matches"]["postgresql"]


def test_plugins_json_has_hooks_and_terms_of_each_plugin(evsrv: Callable[..., Result]) -> None:
    listed = listing(evsrv("plugins", "--json"))
    plugins = {plugin["name"]: plugin for plugin in listed["plugins"]}
    assert plugins["percentiles"] == {
        "name": "percentiles",
        "source": "bundled",
        "distribution": None,
        "version": None,
        "file": None,
        "enabled": True,
        "summary": plugins["percentiles"]["summary"],
        "hooks": ["evsrv_aggregates", "evsrv_prepare_connection"],
        "terms": ["median", "p75", "p90", "p95", "p99"],
    }
    assert plugins["percentiles"]["summary"].startswith("Percentiles")
    assert plugins["builtin.user"]["source"] == "builtin"
    for name, plugin in plugins.items():
        assert plugin["hooks"]
        of_plugin = [term["name"] for term in listed["terms"] if term["plugin"] == name]
        assert sorted(plugin["terms"]) == sorted(of_plugin)


def test_plugin_of_a_folder_is_listed_with_its_file(
    evsrv: Callable[..., Result], folder: Callable[..., str]
) -> None:
    arguments = ("--plugins-dir", folder(length=f'"""Lengths."""\n{PLUGIN}'))
    plugin = list_plugins(evsrv("plugins", "--json", *arguments))["length"]
    assert (plugin["source"], plugin["file"]) == ("folder", "more/length.py")
    assert (plugin["summary"], plugin["terms"]) == ("Lengths.", ["longerThan"])
    (row,) = [line for line in evsrv("plugins", *arguments).stdout.splitlines() if "more/" in line]
    assert row.split() == ["length", "more/length.py", "evsrv_filter_operators", "1"]


PAGES = """
import click

from evsrv.plugin import Format, Route, hookimpl


@hookimpl
def evsrv_routes():
    yield Route(method="GET", path="/hello", handler=hello, summary="says hello", open=True)


async def hello(request):
    return {}


@hookimpl
def evsrv_commands():
    @click.command("hello", help="Say hello.")
    def hello():
        pass

    yield hello


@hookimpl
def evsrv_formats():
    yield Format(
        name="lines",
        content_type="text/x-lines",
        extension="lines",
        summary="a line each",
        writer=lambda header: lambda rows: b"",
    )
"""


def test_routes_commands_and_formats_of_plugins_are_listed(
    evsrv: Callable[..., Result], folder: Callable[..., str]
) -> None:
    arguments = ("--plugins-dir", folder(pages=PAGES))
    listed = listing(evsrv("plugins", "--json", *arguments))
    assert listed["routes"] == [
        {
            "method": "GET",
            "path": "/plugins/pages/hello",
            "open": True,
            "plugin": "pages",
            "summary": "says hello",
        }
    ]
    assert listed["commands"] == [{"name": "hello", "plugin": "pages", "summary": "Say hello."}]
    assert [(form["name"], form["plugin"]) for form in listed["formats"]] == [("lines", "pages")]
    hooks = {plugin["name"]: plugin["hooks"] for plugin in listed["plugins"]}["pages"]
    assert hooks == ["evsrv_commands", "evsrv_formats", "evsrv_routes"]
    rows = evsrv("plugins", *arguments).stdout.splitlines()
    assert [row.split() for row in rows if row.startswith(("format", "route", "command"))] == [
        ["format", "lines", "pages", "a", "line", "each"],
        ["route", "GET", "/plugins/pages/hello", "pages", "says", "hello"],
        ["command", "hello", "pages", "Say", "hello."],
    ]


def test_disabled_plugin_is_listed_as_off_without_being_loaded(
    evsrv: Callable[..., Result], folder: Callable[..., str]
) -> None:
    off = {"EVSRV_DISABLED_PLUGINS": "broken"}
    arguments = ("--plugins-dir", folder(broken="1 / 0"))
    plugin = list_plugins(evsrv("plugins", "--json", *arguments, **off))["broken"]
    assert (plugin["enabled"], plugin["hooks"], plugin["terms"]) == (False, [], [])
    assert plugin["file"] == "more/broken.py"
    table = evsrv("plugins", *arguments, **off).stdout
    assert [line.split() for line in table.splitlines() if line.startswith("broken")] == [
        ["broken", "more/broken.py", "(off)"]
    ]


def test_options_of_the_list_are_refused_before_a_command(evsrv: Callable[..., Result]) -> None:
    result = evsrv("plugins", "--json", "new", "words")
    assert result.exit_code == 2
    assert "stand without a command" in result.stderr


def test_plugins_dir_adds_terms(evsrv: Callable[..., Result], folder: Callable[..., str]) -> None:
    before = list_terms(evsrv("plugins", "--json"))
    arguments = ("plugins", "--json", "--plugins-dir", folder(length=PLUGIN, _helper="nonsense"))
    added = [term for term in list_terms(evsrv(*arguments)) if term not in before]
    assert added == [
        {
            "kind": "operator",
            "name": "longerThan",
            "plugin": "length",
            "summary": "has more characters than this",
            "portable": False,
            "engines": ["sqlite"],
            "absentOn": {
                "postgresql": 'the plugin length has no renders={"postgresql": ...} for it'
            },
            "phrase": "longer than",
            "operand": "integer",
            "operands": {name: {"type": "integer", "minimum": 0} for name in ("text", "path")},
            "takes": None,
            "gives": None,
            "needsField": None,
        }
    ]


def test_terms_of_disabled_plugins_are_not_listed(evsrv: Command) -> None:
    terms = list_terms(evsrv("plugins", "--json", EVSRV_DISABLED_PLUGINS="percentiles,text_match"))
    left = BUNDLED.keys() - {"percentiles", "text_match"}
    assert {term["plugin"] for term in terms} & BUNDLED.keys() == left


BROKEN = {
    "syntax": ("def", "SyntaxError"),
    "raises": ("raise RuntimeError('oops')", "RuntimeError: oops"),
    "misspelt hook": (PLUGIN.replace("evsrv_filter_operators", "evsrv_operators"), "evsrv_op"),
    "no term": (PLUGIN.replace("yield Operator(", "yield dict("), "expected Operator"),
    "a name that is taken": (PLUGIN.replace("longerThan", "eq"), "builtin.comparison"),
    "a bad name": (PLUGIN.replace("longerThan", "longer than"), "longer than"),
}


@pytest.mark.parametrize("command", ["plugins", "serve", "query --organization acme {}"])
@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN)
def test_broken_plugin_stops_command_and_is_named(
    evsrv: Command, tmp_path: Path, folder: Callable[..., str], text: str, reason: str, command: str
) -> None:
    result = evsrv(*command.split(), "--plugins-dir", folder(my_broken_one=text))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: plugin")
    assert "my_broken_one" in result.stderr
    assert reason in result.stderr
    assert not (tmp_path / "evsrv.db").exists()


def test_plugin_with_name_of_bundled_plugin_is_refused(
    evsrv: Command, folder: Callable[..., str]
) -> None:
    result = evsrv("plugins", "--plugins-dir", folder(percentiles=PLUGIN))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: two plugins are named 'percentiles'; rename one of them\n"


def test_missing_plugins_dir_is_refused(evsrv: Command) -> None:
    result = evsrv("plugins", "--plugins-dir", "missing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: the plugins folder missing does not exist; name it with --plugins-dir\n"
    )


def test_disabling_unknown_plugin_is_refused_with_nearest_name(evsrv: Command) -> None:
    result = evsrv("plugins", EVSRV_DISABLED_PLUGINS="percentile")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "did you mean 'percentiles'?" in result.stderr


def test_plugins_command_reads_settings_file(
    evsrv: Command, tmp_path: Path, folder: Callable[..., str]
) -> None:
    path = tmp_path / "my.toml"
    path.write_text(f'plugins_dir = "{folder(length=PLUGIN)}"\ndisabled_plugins = ["text_match"]')
    terms = list_terms(evsrv("plugins", "--json", "--config", "my.toml"))
    plugins = {term["plugin"] for term in terms}
    assert "length" in plugins
    assert "text_match" not in plugins
