"""The document is valid, complete, and says what this server with these plugins takes."""

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from support.server import Server, Start

from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.language import load_vocabulary
from openapi.extra_plugin import Extra, described
from openapi.reading import operations, resolved, walk

UNDESCRIBED = re.compile(r"GET (/openapi\.json|(/{above})?/docs(/.*)?|/ui(/.*)?)")
"""The description itself, the guide, and the page."""


def check_valid(document: dict[str, Any]) -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    for node in walk(document):
        if "$ref" in node:
            assert resolved(document, {"$ref": node["$ref"]}) is not None


def test_it_is_valid(document: dict[str, Any]) -> None:
    check_valid(document)
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize("plugins", [(), (Extra(),)], ids=["no plugin", "one plugin"])
def test_it_is_valid_whatever_the_plugins_are(plugins: Any) -> None:
    check_valid(described(*plugins))


def test_its_server_is_relative_to_the_document(document: dict[str, Any]) -> None:
    assert document["servers"] == [{"url": "."}]


def test_it_has_no_name_of_ours_that_nobody_else_knows(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    assert "urn:evsrv" not in text
    assert '"format": "timestamp' not in text


async def test_it_describes_every_route(server: Server, document: dict[str, Any]) -> None:
    routes = {
        f"{route.method} {route.resource.canonical}"
        for route in server.client.app.router.routes()
        if route.method != "HEAD"
    }
    undescribed = {label for label in routes if UNDESCRIBED.fullmatch(label)}
    assert routes - undescribed == {operation.label for operation in operations(document)}


async def test_it_is_served_without_a_key(server: Server, document: dict[str, Any]) -> None:
    reply = await server.with_key(None).send("GET", "/openapi.json")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.json == json.loads(json.dumps(document))


async def test_it_is_of_the_running_server(start: Start) -> None:
    server = await start(disabled_plugins=("text_match",), max_page_size=77, page_size=7)
    schemas = (await server.send("GET", "/openapi.json")).json["components"]["schemas"]
    assert "contains" not in schemas["Operator"]["enum"]
    assert schemas["PropertyValues"]["properties"]["limit"]["maximum"] == 77


def test_it_names_every_term(document: dict[str, Any]) -> None:
    vocabulary = load_vocabulary(Settings())
    schemas = document["components"]["schemas"]
    for name, terms in (
        ("Operator", vocabulary.operators),
        ("Aggregation", vocabulary.aggregates),
        ("TimeUnit", vocabulary.time_units),
        ("Function", vocabulary.functions),
    ):
        assert schemas[name]["enum"] == sorted(terms)
        for term in terms.values():
            assert f"`{term.name}`" in schemas[name]["description"]


def test_a_plugins_terms_appear_by_themselves(extended: dict[str, Any]) -> None:
    schemas = extended["components"]["schemas"]
    assert "soundsLike" in schemas["Operator"]["enum"]
    assert "| `soundsLike` | sounds like \\| this |" in schemas["Operator"]["description"]
    assert "longest" in schemas["Aggregation"]["enum"]
    assert "shift" in schemas["TimeUnit"]["enum"]


def test_pages_have_the_servers_limits() -> None:
    document = described(page_size=5, max_page_size=50)
    post = document["paths"]["/query/events"]["post"]
    limits = post["requestBody"]["content"]["application/json"]["schema"]["allOf"][1]
    assert limits == {"properties": {"limit": {"maximum": 50, "default": 5}}}
    assert post["parameters"][0]["schema"]["maximum"] == 50


def test_every_error_code_has_a_response_with_its_status_and_meaning(
    document: dict[str, Any],
) -> None:
    described = {}
    for response in document["components"]["responses"].values():
        media = response["content"]["application/problem+json"]
        known = media["schema"]["allOf"][1]["properties"]
        described[known["code"]["const"]] = (known["status"]["const"], response["description"])
    assert described == {code.value: (code.status, code.meaning) for code in ErrorCode}
    assert document["components"]["schemas"]["Code"]["enum"] == list(described)


def test_every_answer_names_its_request(document: dict[str, Any]) -> None:
    for operation in operations(document):
        for response in operation.description["responses"].values():
            assert "X-Request-ID" in resolved(document, response)["headers"]
