"""`evsrv_event`: plugins change or refuse events at the door."""

import logging
from pathlib import Path
from typing import Any

import pytest
from support.events import message
from support.server import Json, Server, Start

from evsrv.engine.api_key import KeyKind

PLUGIN = """
from evsrv.plugin import Refusal, hookimpl

ATTEMPTS = []


@hookimpl
def evsrv_event(event, context):
    properties = event.setdefault("properties", {})
    match properties.get("do"):
        case "refuse":
            raise Refusal("no such plan", "/properties/plan")
        case "fail":
            raise LookupError("the hook")
        case "context":
            properties["context"] = [
                context.key_kind, context.organization, context.project, context.integration
            ]
        case "count":
            ATTEMPTS.append(event)
            properties["attempt"] = len(ATTEMPTS)
        case "rename":
            event["type"] = event.pop("eventType")
        case "set":
            event |= properties.pop("members")
        case "give":
            return event
        case "set of":
            properties["odd"] = {1, 2}
        case "nan":
            properties["odd"] = float("nan")
        case "pair":
            properties["pair"] = (1, 2)
        case "deep":
            for _ in range(70):
                properties["odd"] = properties = {}
        case "time":
            event["createdAt"] = f"2026-03-0{len(ATTEMPTS) + 1}T00:00:00Z"
            ATTEMPTS.append(event)
        case "add":
            properties["added"] = "by the plugin"
            event["searchQuery"] = "by the plugin"
"""


@pytest.fixture
async def hooked(start: Start, tmp_path: Path) -> Server:
    return await start_hooked(start, tmp_path)


async def start_hooked(start: Start, tmp_path: Path, **settings: Any) -> Server:
    folder = tmp_path / "plugins"
    folder.mkdir(exist_ok=True)
    (folder / "mine.py").write_text(PLUGIN)
    return await start(plugins_dir=folder, **settings)


def event(do: str, id_: str = "e1", **members: Any) -> Json:
    properties = {"do": do, **members.pop("properties", {})}
    return message(id_, properties=properties, **members)


async def stored(server: Server, id_: str = "e1") -> Json:
    query = {"where": {"condition": {"field": "id", "operator": "eq", "value": id_}}}
    return await server.rows(query, params={"jsonValues": "native"})


async def test_hook_changes_what_is_stored_and_answered(hooked: Server) -> None:
    status, echo = await hooked.post_event(event("add"))
    assert (status, echo["searchQuery"]) == (200, "by the plugin")
    (row,) = await stored(hooked)
    assert row["properties"] == {"added": "by the plugin", "do": "add"}


@pytest.mark.parametrize("path", ["/events", "/events/batch"])
async def test_hook_sees_events_that_come_as_text(hooked: Server, path: str) -> None:
    body = '{"id": "e1", "type": "t", "properties": {"do": "add"}}\n{"id": "e2", "type": "t"}'
    reply = await hooked.send("POST", path, data=body, headers={"Content-Type": "text/plain"})
    assert [result["status"] for result in reply.json["results"]] == ["stored", "stored"]
    assert (await stored(hooked))[0]["searchQuery"] == "by the plugin"


async def test_hook_runs_before_the_check(hooked: Server) -> None:
    document = event("rename") | {"eventType": "signed up"}
    del document["type"]
    assert (await hooked.post_event(document))[0] == 200
    assert (await stored(hooked))[0]["type"] == "signed up"


async def test_refusal_is_422_with_its_pointer(hooked: Server) -> None:
    status, problem = await hooked.post_event(event("refuse"))
    assert (status, problem["code"]) == (422, "unprocessable_entity")
    assert problem["errors"] == [{"pointer": "/properties/plan", "message": "no such plan"}]
    assert await stored(hooked) == []


async def test_refusal_in_a_batch_has_a_pointer_into_the_batch_and_costs_no_other_event(
    hooked: Server,
) -> None:
    batch = {"batch": [event("none", "a"), event("refuse", "b"), event("none", "c")]}
    results = (await hooked.send("POST", "/events/batch", batch)).json["results"]
    assert [result["status"] for result in results] == ["stored", "refused", "stored"]
    assert results[1]["problem"]["errors"][0]["pointer"] == "/batch/1/properties/plan"


async def test_failure_is_500_and_its_log_names_plugin_and_line(
    hooked: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        status, problem = await hooked.post_event(event("fail"))
    assert (status, problem["detail"]) == (500, "something went wrong on our side")
    line = next(n for n, text in enumerate(PLUGIN.splitlines(), 1) if "the hook" in text)
    assert "plugin mine, hook 'evsrv_event': LookupError: the hook" in caplog.text
    assert f"mine.py:{line}" in caplog.text
    assert await stored(hooked) == []


async def test_failure_in_a_batch_is_the_problem_of_its_event_alone(
    hooked: Server, caplog: pytest.LogCaptureFixture
) -> None:
    batch = [event("none", "a"), event("fail", "b"), event("fail", "c"), event("none", "d")]
    with caplog.at_level(logging.ERROR):
        results = (await hooked.send("POST", "/events/batch", batch)).json["results"]
    assert [result["status"] for result in results] == ["stored", "refused", "refused", "stored"]
    problem = results[1]["problem"]
    assert (problem["status"], problem["code"]) == (500, "internal_server_error")
    assert "LookupError" not in problem["detail"]
    (record,) = (one for one in caplog.records if "evsrv_event" in one.getMessage())
    assert record.getMessage().startswith("2 events of a batch are not stored: plugin mine, ")


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("give", "returned dict; change the event itself and return nothing"),
        ("set of", "the event is not JSON any more: Type is not JSON serializable: set"),
    ],
)
async def test_wrong_use_of_the_hook_is_a_failure_of_the_plugin(
    hooked: Server, caplog: pytest.LogCaptureFixture, do: str, expected: str
) -> None:
    with caplog.at_level(logging.ERROR):
        assert (await hooked.post_event(event(do)))[0] == 500
    assert f"plugin mine, hook 'evsrv_event': ValueError: {expected}" in caplog.text


@pytest.mark.parametrize(
    ("do", "pointer"), [("nan", "/properties/odd"), ("deep", f"/properties{'/odd' * 64}")]
)
async def test_value_that_cannot_be_stored_is_refused(
    hooked: Server, do: str, pointer: str
) -> None:
    status, problem = await hooked.post_event(event(do))
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


async def test_tuple_is_stored_as_an_array(hooked: Server) -> None:
    assert (await hooked.post_event(event("pair")))[0] == 200
    assert (await stored(hooked))[0]["properties"]["pair"] == [1, 2]


@pytest.mark.parametrize(
    ("members", "status", "text"),
    [
        ({"projectId": "elsewhere"}, 403, "does not cover the project"),
        ({"organizationId": "globex"}, 422, "organizationId"),
        ({"wrong": 1}, 422, "unknown member 'wrong'"),
        ({"searchQuery": 5}, 422, "/searchQuery"),
        ({"searchQuery": "x" * 10_001}, 422, "10000"),
    ],
)
async def test_changed_event_is_checked_as_a_sent_one(
    hooked: Server, members: Json, status: int, text: str
) -> None:
    found, problem = await hooked.post_event(event("set", properties={"members": members}))
    assert found == status
    assert text in problem["detail"]
    assert await stored(hooked) == []


async def test_hook_cannot_change_an_id_but_give_one(
    hooked: Server, caplog: pytest.LogCaptureFixture
) -> None:
    document = event("set", properties={"members": {"id": "given"}})
    with caplog.at_level(logging.ERROR):
        assert (await hooked.post_event(document))[0] == 500
    assert "changed the id of the event" in caplog.text
    del document["id"]
    assert (await hooked.post_event(document))[1]["id"] == "given"
    reply = await hooked.send("POST", "/events", document)
    assert (reply.status, "X-Duplicate" in reply.headers) == (200, False)
    assert len(await stored(hooked, "given")) == 1


async def test_duplicate_differs_if_its_change_does(hooked: Server) -> None:
    for do, differs in (("add", None), ("count", "differs")):
        for _ in range(2):
            reply = await hooked.send("POST", "/events", event(do, do))
        assert reply.headers.get("X-Duplicate") == differs
    # The answer is that which is stored.
    assert reply.json["properties"]["attempt"] == 1


async def test_time_that_a_hook_gives_does_not_make_a_duplicate_differ(hooked: Server) -> None:
    document = event("time")
    document.pop("createdAt", None)
    for _ in range(2):
        reply = await hooked.send("POST", "/events", document)
    assert reply.json["createdAt"] == "2026-03-01T00:00:00.000Z"
    assert "X-Duplicate" not in reply.headers


@pytest.mark.parametrize("kind", ["api", "web"])
async def test_context_has_the_kind_and_scope_of_the_key(hooked: Server, kind: KeyKind) -> None:
    key = hooked.make_key(kind=kind, project="site", integration="shop")
    assert (await hooked.post_event(event("context"), key=key))[0] == 200
    (row,) = await stored(hooked)
    assert row["properties"]["context"] == [kind, "acme", "site", "shop"]


async def test_web_key_is_answered_what_it_sent(hooked: Server) -> None:
    web = hooked.make_key(kind="web", project="site")
    status, echo = await hooked.post_event(event("add", searchQuery="mine"), key=web)
    assert status == 200
    assert (echo["searchQuery"], echo["properties"]) == ("mine", {"do": "add"})
    assert (await stored(hooked))[0]["searchQuery"] == "by the plugin"
    invalid = event("rename", "e2") | {"eventType": "signed up"}
    del invalid["type"]
    status, echo = await hooked.post_event(invalid, key=web)
    assert (status, echo["id"], echo["type"]) == (200, "e2", "")
    assert (await stored(hooked, "e2"))[0]["type"] == "signed up"
    unknown = event("set", "e3", properties={"members": {"secret": 1}}) | {"mine": 1}
    reply = await hooked.send("POST", "/events", unknown, key=web)
    assert (reply.status, reply.headers["X-Ignored-Members"]) == (200, "mine")


async def test_visitor_has_no_id_if_the_hook_names_a_user(start: Start, tmp_path: Path) -> None:
    server = await start_hooked(start, tmp_path, anonymous_visitors=True)
    web = server.make_key(kind="web", project="site")
    user = {"userId": "ada"}
    document = event("set", properties={"members": {"userProperties": user}})
    assert (await server.post_event(document, key=web))[0] == 200
    assert (await stored(server))[0]["userProperties"] == user


async def test_hooks_run_in_the_order_of_plugins_and_may_leave_out_the_context(
    start: Start, tmp_path: Path
) -> None:
    for number, name in enumerate(("a_first", "b_second")):
        (tmp_path / f"{name}.py").write_text(
            "from evsrv.plugin import hookimpl\n\n\n@hookimpl\ndef evsrv_event(event):\n"
            f"    event.setdefault('properties', {{}}).setdefault('seen', []).append({number})\n"
        )
    server = await start(plugins_dir=tmp_path)
    assert (await server.post_event(message("e1")))[1]["properties"]["seen"] == [0, 1]


async def test_server_without_the_hook_copies_no_event(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.plugin.event_hook.EventHooks.apply", lambda *_: 1 / 0)
    assert (await server.post_event(message("e1")))[0] == 200
