"""Section 5: permissions of each kind of key, and the project of its events."""

from pathlib import Path
from typing import Any

import pytest
from support.events import (
    message,
)
from support.server import Server

from evsrv.engine.api_key import KeyKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("key", "members", "stored"),
    [
        pytest.param({"project": "p"}, {}, ("p", None), id="from-the-key"),
        pytest.param({"project": "p", "integration": "i"}, {}, ("p", "i"), id="both-from-the-key"),
        pytest.param({"project": "p"}, {"projectId": "p"}, ("p", None), id="the-same-in-the-body"),
        pytest.param({}, {}, (None, None), id="none"),
        pytest.param({}, {"projectId": "q"}, ("q", None), id="project-in-the-body"),
        pytest.param(
            {}, {"projectId": "q", "integrationId": "j"}, ("q", "j"), id="both-in-the-body"
        ),
        pytest.param({"project": "p"}, {"projectId": None}, ("p", None), id="null-in-the-body"),
        pytest.param({"kind": "web", "project": "p"}, {}, ("p", None), id="a-web-key"),
    ],
)
async def test_project_and_integration_of_event_come_from_key_or_body(
    shared_server: Server,
    request: pytest.FixtureRequest,
    key: dict[str, Any],
    members: dict[str, object],
    stored: object,
) -> None:
    organization = f"goes {request.node.callspec.id}"
    secret = shared_server.make_key(organization=organization, **key)
    status, echo = await shared_server.post_event(message("e", **members), key=secret)
    assert status == 200, echo
    assert (echo.get("projectId"), echo.get("integrationId")) == stored
    reader = shared_server.with_key(shared_server.make_key(organization=organization))
    (row,) = await reader.rows({})
    assert (row["organizationId"], row["projectId"], row["integrationId"]) == (
        organization,
        *stored,
    )


@pytest.mark.parametrize("kind", ["api", "web"])
async def test_event_for_project_not_covered_by_key_is_forbidden(
    shared_server: Server, kind: KeyKind
) -> None:
    organization = f"uncovered-{kind}"
    key = shared_server.make_key(kind=kind, organization=organization, project="p")
    status, problem = await shared_server.post_event(message("e", projectId="q"), key=key)
    assert (status, problem["code"]) == (403, "forbidden")
    reader = shared_server.with_key(shared_server.make_key(organization=organization))
    assert (await reader.data({}))["total"] == 0


@pytest.mark.parametrize("project", [None, "p"])
async def test_web_key_can_write_but_not_query(shared_server: Server, project: str | None) -> None:
    key = shared_server.make_key(kind="web", organization="web", project=project)
    assert (await shared_server.post_event(message(f"e {project}"), key=key))[0] == 200
    status, problem = await shared_server.query({}, key=key)
    assert (status, problem["code"]) == (403, "forbidden")


async def test_cors_allows_browsers_to_post_events(shared_server: Server) -> None:
    origin = "https://shop.example"
    preflight = await shared_server.send(
        "OPTIONS",
        "/events",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert preflight.status in (200, 204)
    assert preflight.headers["Access-Control-Allow-Origin"] in ("*", origin)
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed
    key = shared_server.make_key(kind="web", organization="cors", project="p")
    for event, status in ((message("e"), 200), ({}, 422)):
        reply = await shared_server.send(
            "POST", "/events", event, key=key, headers={"Origin": origin}
        )
        assert reply.status == status
        assert reply.headers["Access-Control-Allow-Origin"] in ("*", origin)


@pytest.mark.sqlite_only("it searches the database's files for the secret")
async def test_api_key_is_stored_hashed(shared_server: Server) -> None:
    secret = shared_server.make_key(organization="hashed", project="p")
    assert (await shared_server.query({}, key=secret))[0] == 200
    files = list(Path(shared_server.db).parent.glob(f"{Path(shared_server.db).name}*"))
    assert any(b"hashed" in file.read_bytes() for file in files)
    assert not any(secret.encode() in file.read_bytes() for file in files)


async def test_two_api_keys_have_different_secrets(shared_server: Server) -> None:
    one, two = (shared_server.make_key(organization="hashed", project="p") for _ in "ab")
    assert one != two
