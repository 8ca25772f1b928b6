"""Members of events that are not known: refused with an api key, left out with a web key."""

import json
from collections.abc import Mapping
from urllib.parse import unquote

import pytest
from support.events import Json, message
from support.server import Response, Server, points_at, says

from evsrv.engine.api_key import KeyKind

HEADER = "X-Ignored-Members"
TEXT = {"Content-Type": "text/plain"}
NDJSON = {"Content-Type": "application/x-ndjson"}
ODD_NAMES = ["a b", "ä/ö", "x,y", "%41", "\U0001f600", '"', "line\nbreak"]


@pytest.fixture
def web(server: Server) -> Server:
    return server.with_key(server.make_key(kind="web", organization="acme", project="site"))


async def post(server: Server, event: Json) -> Response:
    return await server.send("POST", "/events", event)


async def post_lines(
    server: Server, path: str, *events: Json, headers: Mapping[str, str]
) -> list[Json]:
    data = "\n".join(json.dumps(event) for event in events).encode()
    reply = await server.send("POST", path, data=data, headers=headers)
    assert reply.status == 200
    assert HEADER not in reply.headers
    results: list[Json] = reply.json["results"]
    return results


@pytest.mark.parametrize("kind", ["api", "web"])
@pytest.mark.parametrize("value", ["sent", "other", None, 5, {"deep": [1]}])
async def test_event_name_is_taken_and_not_stored(
    server: Server, kind: KeyKind, value: Json
) -> None:
    key = server.make_key(kind=kind, organization="acme", project="site")
    reply = await post(server.with_key(key), message("a", eventName=value))
    assert reply.status == 200
    assert HEADER not in reply.headers
    assert reply.json["type"] == "sent"
    assert "eventName" not in reply.json
    assert "eventName" not in (await server.rows({}))[0]


async def test_event_name_is_no_type(server: Server, web: Server) -> None:
    for one in (server, web):
        reply = await post(one, {"eventName": "sent"})
        assert reply.status == 422
        assert says(reply.json, "'type' is missing")


async def test_event_name_makes_no_difference_to_a_duplicate(server: Server) -> None:
    await post(server, message("a"))
    assert "X-Duplicate" not in (await post(server, message("a", eventName="b"))).headers


async def test_unknown_member_with_api_key_is_refused_with_the_nearest_name(
    server: Server,
) -> None:
    reply = await post(server, message("a", eventname="sent", mesageId="m"))
    assert reply.status == 422
    assert points_at(reply.json, "/eventname")
    assert points_at(reply.json, "/mesageId")
    assert says(reply.json, "did you mean 'eventName'?")
    assert says(reply.json, "did you mean 'messageId'?")
    assert await server.rows({}) == []


async def test_unknown_member_with_web_key_is_left_out_and_named(
    server: Server, web: Server
) -> None:
    sent = message("a", mesageId="m", metadata={"x": 1})
    reply = await post(web, sent)
    assert (reply.status, reply.headers[HEADER]) == (200, "mesageId, metadata")
    assert reply.json.keys() & {"mesageId", "metadata"} == set()
    assert [row["id"] for row in await server.rows({})] == ["a"]
    assert HEADER not in (await post(web, message("b"))).headers


async def test_ignored_names_are_percent_encoded(web: Server) -> None:
    reply = await post(web, message("a", **dict.fromkeys(ODD_NAMES, 1)))
    header = reply.headers[HEADER]
    assert header.isascii()
    assert "%C3%A4%2F%C3%B6" in header
    assert [unquote(name) for name in header.split(", ")] == ODD_NAMES


@pytest.mark.parametrize("names", [["n" * 1001], ["ä" * 400], [f"name{n}" for n in range(500)]])
async def test_long_list_of_ignored_names_is_cut_at_a_thousand_bytes(
    web: Server, names: list[str]
) -> None:
    reply = await post(web, message("a", **dict.fromkeys(names, 1)))
    header = reply.headers[HEADER]
    assert reply.status == 200
    assert 990 < len(header) <= 1000
    assert header.endswith("...")
    assert header.startswith(names[0][:4] if names[0].isascii() else "%C3%A4%C3")
    assert not header.removesuffix("...")[-2:].startswith("%")
    assert not header.removesuffix("...").endswith("%")


async def test_list_of_exactly_a_thousand_bytes_is_whole(web: Server) -> None:
    assert (await post(web, message("a", **{"n" * 1000: 1}))).headers[HEADER] == "n" * 1000


async def test_pages_may_read_the_ignored_members(web: Server) -> None:
    reply = await web.send(
        "POST", "/events", message("a", odd=1), headers={"Origin": "https://a.example"}
    )
    assert reply.headers[HEADER] == "odd"
    assert HEADER in reply.headers["Access-Control-Expose-Headers"]


async def test_ignored_members_in_batches_stand_beside_each_result(web: Server) -> None:
    batch = {"batch": [message("a", **{"ä b": 1, "odd": 2}), message("b")]}
    reply = await web.send("POST", "/events/batch", batch)
    assert reply.json["results"] == [
        {"status": "stored", "id": "a", "ignored": ["ä b", "odd"]},
        {"status": "stored", "id": "b"},
    ]
    assert HEADER not in reply.headers


async def test_unknown_member_in_batch_with_api_key_is_refused_alone(server: Server) -> None:
    batch = {"batch": [message("a", odd=1), message("b", eventName="sent")]}
    refused, stored = (await server.send("POST", "/events/batch", batch)).json["results"]
    assert points_at(refused["problem"], "/batch/0/odd")
    assert stored == {"status": "stored", "id": "b"}


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/events/batch", NDJSON), ("/events/batch", TEXT), ("/events", TEXT)],
)
async def test_lines_with_unknown_members_are_answered_as_in_batches(
    web: Server, path: str, headers: Mapping[str, str]
) -> None:
    results = await post_lines(web, path, message("a", odd=1), message("b"), headers=headers)
    assert results == [
        {"status": "stored", "id": "a", "ignored": ["odd"]},
        {"status": "stored", "id": "b"},
    ]


async def test_beacon_of_one_event_with_an_unknown_member_is_taken(web: Server) -> None:
    reply = await web.with_key(None).send(
        "POST",
        f"/events?key={web.key}",
        data=json.dumps(message("a", odd=1, eventName="sent")).encode(),
        headers=TEXT,
    )
    assert (reply.status, reply.headers[HEADER]) == (200, "odd")


async def test_refusal_of_a_web_key_names_the_member_that_may_be_misspelled(web: Server) -> None:
    reply = await post(web, {"typ": "sent", "odd": 1})
    assert (reply.status, HEADER in reply.headers) == (422, False)
    assert reply.json["errors"][0] == {"pointer": "", "message": "'type' is missing"}
    assert says(reply.json, "unknown member 'typ'; did you mean 'type'?")
    assert points_at(reply.json, "/odd")


async def test_refusal_of_a_web_key_keeps_the_reason_among_many_unknown_members(
    web: Server,
) -> None:
    reply = await post(web, {f"n{number}": 1 for number in range(300)})
    assert reply.status == 422
    assert reply.json["errors"][0]["message"] == "'type' is missing"


async def test_unknown_members_do_not_count_for_the_limit_of_an_event(web: Server) -> None:
    reply = await post(web, message("a", odd="x" * 300_000, eventName="x" * 300_000))
    assert (reply.status, reply.headers[HEADER]) == (200, "odd")


async def test_unknown_member_that_cannot_be_stored_is_refused_all_the_same(web: Server) -> None:
    reply = await web.send_text("/events", '{"type": "a", "odd": 1e999}')
    assert reply.status == 422
    assert points_at(reply.json, "/odd")
    assert (await web.send_text("/events", '{"type": "a", "o\\u0000": 1}')).status == 422


async def test_unknown_member_does_not_tell_a_web_key_of_a_duplicate(web: Server) -> None:
    first = await post(web, message("a", odd=1, properties={"n": 1}))
    again = await post(web, message("a", odd=1, properties={"n": 1}))
    assert (first.status, first.text) == (again.status, again.text)
    assert first.headers[HEADER] == again.headers[HEADER] == "odd"
