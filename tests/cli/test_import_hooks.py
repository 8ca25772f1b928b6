"""`evsrv import` shows events to the plugins that change or refuse them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from cli.importing import OPTIONS, event, lines

Command = Callable[..., Result]

PLUGIN = """
from evsrv.plugin import Refusal, hookimpl


@hookimpl
def evsrv_event(event, context):
    assert context.key_kind is None
    if event["type"] == "bot":
        raise Refusal("sent by a bot", "/type")
    if event["type"] == "odd":
        raise LookupError("the hook")
    event["properties"] = {"of": f"{context.organization}/{context.project}"}


@hookimpl
def evsrv_stored(events):
    raise AssertionError
"""


@pytest.fixture(autouse=True)
def plugin(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "mine.py").write_text(PLUGIN)
    (tmp_path / "evsrv.toml").write_text('plugins_dir = "more"\n')


def properties(evsrv: Command) -> dict[str, object]:
    asked = ("query", "--db", "a.db", "--project", "site", "--format", "json")
    answer = json.loads(evsrv(*asked, '{"jsonValues": "native"}').stdout)
    return {row["id"]: row["properties"] for row in answer["data"]["result"]}


def test_import_stores_events_as_the_plugin_changes_them(evsrv: Command) -> None:
    result = evsrv(*OPTIONS, "-", stdin=lines(event("a"), event("b")))
    assert result.exit_code == 0, result.stderr
    assert properties(evsrv) == {"a": {"of": "acme/site"}, "b": {"of": "acme/site"}}


def test_refused_event_is_a_bad_line_with_the_reason(evsrv: Command) -> None:
    found = evsrv(*OPTIONS, "-", stdin=lines(event("a"), event("b", type="bot"), event("c")))
    assert found.exit_code == 1
    assert "line 2: /type: sent by a bot" in found.stderr
    assert "2 events stored, 0 duplicates, 1 bad lines" in found.stderr


def test_refused_records_of_a_mapping_are_counted_by_reason(evsrv: Command) -> None:
    table = b"kind,id\nbot,1\nbot,2\nreal,3\n"
    found = evsrv(*OPTIONS, "--type", "kind", "--id", "id", "-", stdin=table)
    assert "2 lines: /type: sent by a bot, first at line 2" in found.stderr
    assert "1 events stored" in found.stderr


def test_failure_of_the_plugin_ends_the_import_with_line_and_plugin(evsrv: Command) -> None:
    found = evsrv(*OPTIONS, "-", stdin=lines(event("a"), event("b", type="odd")))
    assert found.exit_code == 1
    assert "-, line 2: plugin mine, hook 'evsrv_event': LookupError: the hook (" in found.stderr


def test_disabled_plugin_sees_no_event(evsrv: Command, tmp_path: Path) -> None:
    settings = 'plugins_dir = "more"\ndisabled_plugins = ["mine"]\n'
    (tmp_path / "evsrv.toml").write_text(settings)
    assert evsrv(*OPTIONS, "-", stdin=lines(event("b", type="bot"))).exit_code == 0
    assert properties(evsrv) == {"b": None}
