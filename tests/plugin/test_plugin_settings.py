"""Settings of plugins: checked, completed and handed over before terms are collected."""

import logging
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evsrv.core.plugin_tables import PluginTables
from evsrv.plugin import hookimpl
from evsrv.plugin.hook_calls import PluginError
from evsrv.plugin.vocabulary import collect
from plugin.test_vocabulary import operator

FILE = Path("evsrv.toml")
SCHEMA = {
    "required": ["token"],
    "properties": {
        "token": {"type": "string", "minLength": 3},
        "retries": {"type": "integer", "minimum": 0, "default": 2},
        "mode": {"enum": ["fast", "exact"]},
        "labels": {"type": "array", "items": {"type": "string"}},
        "mail": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"host": {"type": "string", "default": "localhost"}, "port": {}},
        },
    },
}


def taking(schema: Any = SCHEMA) -> Any:
    """Make a plugin with settings, which keeps them as `given` and has an operator `one`."""
    plugin = SimpleNamespace(given=None, order=[])

    @hookimpl
    def evsrv_settings() -> Any:
        return schema() if callable(schema) else schema

    @hookimpl
    def evsrv_configure(settings: dict[str, Any]) -> None:
        plugin.order.append("configure")
        plugin.given = settings

    @hookimpl
    def evsrv_filter_operators() -> Any:
        plugin.order.append("operators")
        yield operator("one")

    plugin.evsrv_settings = evsrv_settings
    plugin.evsrv_configure = evsrv_configure
    plugin.evsrv_filter_operators = evsrv_filter_operators
    return plugin


def tables(**tables: Mapping[str, Any]) -> PluginTables:
    return PluginTables.read(FILE, dict(tables))


def given(table: Mapping[str, Any], schema: Any = SCHEMA) -> Any:
    plugin = taking(schema)
    collect({"mine": plugin}, tables(mine=table))
    return plugin.given


def refusal(table: Mapping[str, Any], schema: Any = SCHEMA, name: str = "mine") -> str:
    with pytest.raises(PluginError) as refused:
        collect({"mine": taking(schema), "plain": SimpleNamespace()}, tables(**{name: table}))
    return str(refused.value)


def test_settings_are_given_with_defaults_once_before_terms_are_collected() -> None:
    plugin = taking()
    collect({"mine": plugin}, tables(mine={"token": "abc", "mail": {"port": 25}}))
    assert plugin.given == {
        "token": "abc",
        "retries": 2,
        "mail": {"port": 25, "host": "localhost"},
    }
    assert plugin.order == ["configure", "operators"]


def test_plugin_without_a_table_gets_its_defaults() -> None:
    plugin = taking({"properties": {"labels": {"default": []}}})
    collect({"mine": plugin})
    plugin.given["labels"].append("changed")
    collect({"mine": plugin})
    assert plugin.given == {"labels": []}


def test_dates_of_toml_are_text() -> None:
    schema = {"properties": {"since": {"type": "string", "format": "date"}}}
    file = PluginTables.read(FILE, {"mine": {"since": date(2026, 3, 1)}})
    plugin = taking(schema)
    collect({"mine": plugin}, file)
    assert plugin.given == {"since": "2026-03-01"}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, "'token' is missing"),
        ({"tokne": "abc"}, "unknown setting 'tokne'; did you mean 'token'?"),
        ({"token": 1234567}, "token: expected text"),
        ({"token": "s3"}, "token: the value breaks the rule minLength 3"),
        ({"token": "abc", "mode": "s3cret"}, "mode: expected one of fast, exact"),
        ({"token": "abc", "labels": ["a", 7]}, "labels[1]: expected text"),
        ({"token": "abc", "mail": {"hots": "x"}}, "mail: unknown setting 'hots'; did you mean"),
        ({"token": "abc", "mail": "s3cret"}, "mail: expected a table"),
    ],
)
def test_wrong_setting_is_refused_with_its_place_and_without_its_value(
    table: Mapping[str, Any], message: str
) -> None:
    refused = refusal(table)
    assert refused.startswith(f"evsrv.toml: [plugins.mine]: {message}")
    assert "s3" not in refused
    assert "1234567" not in refused


def test_missing_setting_without_a_file_is_refused() -> None:
    with pytest.raises(PluginError) as refused:
        collect({"mine": taking()})
    assert str(refused.value) == "the settings file: [plugins.mine]: 'token' is missing"


def test_schema_may_admit_other_members() -> None:
    assert given({"any": 1}, {"additionalProperties": True}) == {"any": 1}


def test_settings_of_an_unknown_plugin_are_refused_with_the_nearest_name() -> None:
    assert refusal({}, name="mien") == (
        "evsrv.toml: [plugins.mien]: unknown plugin 'mien'; did you mean 'mine'?"
    )


def test_settings_of_a_plugin_without_settings_are_refused() -> None:
    message = refusal({}, {"properties": {}}, name="plain")
    assert message == "evsrv.toml: [plugins.plain]: plugin plain has no settings"


def test_settings_of_a_disabled_plugin_are_ignored_with_a_log_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        collect({}, tables(off={"token": "s3cret"}), ["off"])
    [line] = caplog.messages
    assert line == "evsrv.toml: [plugins.off] is ignored: the plugin is disabled"


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "nothing"}, "plugin mine: evsrv_settings did not return a JSON Schema: "),
        (["token"], "plugin mine: evsrv_settings returned ['token']; expected a dict"),
        (lambda: 1 / 0, "plugin mine: ZeroDivisionError: division by zero"),
        ({"$ref": "#/nowhere"}, "plugin mine: "),
    ],
)
def test_wrong_schema_is_refused(schema: Any, message: str) -> None:
    assert refusal({}, schema).startswith(message)


@pytest.mark.parametrize("hook", ["evsrv_settings", "evsrv_configure"])
def test_one_of_the_two_hooks_alone_is_refused(hook: str) -> None:
    plugin = taking()
    delattr(plugin, hook)
    with pytest.raises(PluginError) as refused:
        collect({"mine": plugin})
    assert str(refused.value).endswith(f"need each other; {hook} is missing")


def test_failing_configure_is_refused_with_its_plugin() -> None:
    plugin = taking()
    plugin.evsrv_configure = hookimpl(lambda settings: settings["nothing"])
    with pytest.raises(PluginError, match="plugin mine: KeyError: 'nothing'"):
        collect({"mine": plugin}, tables(mine={"token": "abc"}))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (["mine"], "plugins must be tables such as [plugins.NAME]"),
        ({"mine": "s3cret"}, "plugins.mine must be a table: [plugins.mine]"),
    ],
)
def test_member_that_is_no_table_is_refused(document: object, message: str) -> None:
    with pytest.raises(ValueError, match="plugins") as refused:
        PluginTables.read(FILE, document)
    assert str(refused.value) == message


def test_tables_do_not_show_their_content() -> None:
    assert "s3cret" not in repr(tables(mine={"token": "s3cret"}))
