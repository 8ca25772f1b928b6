from types import SimpleNamespace
from typing import Any

import pytest

from evsrv.plugin import Format, Refusal, hookimpl
from evsrv.plugin.hook_calls import PluginError
from evsrv.plugin.vocabulary import collect

VALID: dict[str, Any] = {
    "name": "html",
    "content_type": "text/html",
    "extension": "html",
    "summary": "a table",
    "writer": lambda _: lambda _: b"",
}


def plugin_with(**hooks: Any) -> SimpleNamespace:
    return SimpleNamespace(**{name: hookimpl(function) for name, function in hooks.items()})


def formats(*formats: object) -> SimpleNamespace:
    return plugin_with(evsrv_formats=lambda: iter(formats))


def test_format_of_a_plugin_is_in_the_vocabulary_with_its_plugin() -> None:
    vocabulary = collect({"mine": formats(Format(**VALID))})
    (form,) = vocabulary.formats.values()
    assert (form.name, vocabulary.format_origins[form]) == ("html", "mine")
    assert vocabulary.plugin_terms == {}


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        *(("name", name) for name in ("csv", "ndjson", "json", "table", "events", "Html", "a-b")),
        ("content_type", "text/csv"),
        ("content_type", "application/json"),
        ("content_type", "application/jsonl"),
        ("content_type", "text"),
        ("content_type", "Text/HTML"),
        ("content_type", "text/html; charset=utf-8"),
        ("content_type", "text/html\r\nX-Injected: 1"),
        ("content_type", "*/*"),
        ("extension", ".html"),
        ("extension", 'html"; x="'),
        ("extension", ""),
        ("summary", " "),
    ],
)
def test_format_that_replaces_another_or_breaks_a_header_is_refused(
    attribute: str, value: str
) -> None:
    with pytest.raises(ValueError, match=attribute):
        Format(**{**VALID, attribute: value})


def test_format_of_a_name_that_two_plugins_define_is_refused() -> None:
    with pytest.raises(PluginError, match="plugins a and b both define the format 'html'"):
        collect({"a": formats(Format(**VALID)), "b": formats(Format(**VALID))})


def test_hook_that_returns_something_else_than_formats_is_refused() -> None:
    with pytest.raises(PluginError, match="plugin mine: evsrv_formats returned 5"):
        collect({"mine": formats(5)})


async def _async_event(event: dict[str, Any]) -> None:
    """Do nothing."""


def _event_of_request(request: object) -> None:
    """Take an argument that the hook does not have."""
    raise AssertionError(request)


def test_async_event_hook_is_refused() -> None:
    with pytest.raises(PluginError, match="plugin mine: TypeError: evsrv_event must not be async"):
        collect({"mine": plugin_with(evsrv_event=_async_event)})


def test_event_hook_with_another_argument_is_refused() -> None:
    with pytest.raises(PluginError, match="request"):
        collect({"mine": plugin_with(evsrv_event=_event_of_request)})


@pytest.mark.parametrize(("message", "pointer"), [(" ", ""), ("no such plan", "properties")])
def test_refusal_needs_a_message_and_a_pointer(message: str, pointer: str) -> None:
    with pytest.raises(ValueError, match="refusal"):
        Refusal(message, pointer)
