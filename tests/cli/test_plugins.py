import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.conftest import Command
from evsrv.app import load_vocabulary
from evsrv.config import Settings

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


def list_terms(result: Result) -> Any:
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


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
            *("takes", "gives", "needsField"),
        }
        assert term["summary"]
        assert (term["phrase"] is not None) is (term["kind"] == "operator")
        assert (term["operand"] is not None) is (term["kind"] == "operator")


def test_plugins_table_matches_json(evsrv: Command) -> None:
    terms = list_terms(evsrv("plugins", "--json"))
    result = evsrv("plugins")
    assert (result.exit_code, result.stderr) == (0, "")
    header, _, *rows = result.stdout.splitlines()
    assert header.split() == ["kind", "name", "operand", "plugin", "summary"]
    assert len(rows) == len(terms)
    for row, term in zip(rows, terms, strict=True):
        for column in header.split():
            start = header.index(column)
            assert row[start:].startswith(term[column] or " ")


def test_plugins_dir_adds_terms(evsrv: Command, folder: Callable[..., str]) -> None:
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
    assert result.stderr == "Error: the plugins folder missing does not exist\n"


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
