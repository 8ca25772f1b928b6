"""Routes of plugins, as the vocabulary collects them."""

from typing import Any

import pytest

from evsrv.plugin import Response, Route
from evsrv.plugin.vocabulary import collect
from plugin.test_vocabulary import plugin, refusal


async def answer(_request: Any) -> dict[str, Any]:
    return {}


def route(path: str = "/count", method: str = "GET") -> Route:
    return Route(method, path, answer, "answers")


def test_routes_are_below_the_name_of_their_plugin_in_order() -> None:
    vocabulary = collect(
        {
            "b": plugin(evsrv_routes=[route("/z"), route("/"), route("/z", "POST")]),
            "a": plugin(evsrv_routes=[route("/{id}/x.js")]),
        }
    )
    assert [(one.route.method, one.path) for one in vocabulary.routes] == [
        ("GET", "/plugins/b/z"),
        ("GET", "/plugins/b/"),
        ("POST", "/plugins/b/z"),
        ("GET", "/plugins/a/{id}/x.js"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        *("", "count", "//", "/a/", "/a//b", "/..", "/a/../b", "/.", "/a b", "/a%2Fb", "/ä"),
        *("/{}", "/{1}", "/{a:.*}", "/x{a}", "/{a}x", "/{a", "/a?b", "/a#b", "/a\n"),
        "/{a}/{a}",
    ],
)
def test_route_with_a_path_of_another_form_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        route(path)


def test_route_with_another_method_is_refused() -> None:
    with pytest.raises(ValueError, match="method"):
        route(method="OPTIONS")


def test_handler_that_is_not_async_is_refused() -> None:
    with pytest.raises(ValueError, match="handler must be an async function"):
        Route("GET", "/count", lambda _: {}, "answers")  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(("first", "second"), [("/a", "/a"), ("/{a}/x", "/{b}/x")])
def test_two_routes_of_one_path_are_refused(first: str, second: str) -> None:
    message = refusal({"mine": plugin(evsrv_routes=[route(first), route(second)])})
    assert message == f"plugin mine: two routes are GET {second}"


@pytest.mark.parametrize("name", ["my plugin", "a/b", "..", "ä", "{x}"])
def test_plugin_whose_name_fits_no_path_has_no_routes(name: str) -> None:
    message = refusal({name: plugin(evsrv_routes=[route()])})
    assert message.startswith(f"plugin {name}: its routes would begin with /plugins/{name}/;")
    assert collect({name: plugin()}).routes == ()


def test_something_else_than_a_route_is_refused() -> None:
    assert "expected Route" in refusal({"mine": plugin(evsrv_routes=["/count"])})


@pytest.mark.parametrize(
    "members",
    [
        {"status": 100},
        {"status": 600},
        {"status": "200"},
        {"body": "x", "status": 204},
        {"body": "x", "status": 304},
        {"body": {"a": 1}},
        {"content_type": "html"},
        {"content_type": "text/html\r\nX-A: b"},
        {"headers": {"X-A": "a\nb"}},
        {"headers": {"X A": "a"}},
        {"headers": {"Content-Security-Policy": "default-src *"}},
        {"headers": {"access-control-allow-origin": "*"}},
        {"headers": {"Transfer-Encoding": "chunked"}},
        {"headers": {"content-length": "1"}},
    ],
)
def test_response_that_cannot_be_sent_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Response(**members)
