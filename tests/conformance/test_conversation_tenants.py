"""Conversations of other projects and organizations are unknown at every route."""

import json

import pytest
import pytest_asyncio
from support.conversations import (
    asked,
    contents,
    delete,
    get,
    get_external,
    ids,
    listed,
    log,
    logged,
    openai,
    ticket,
)
from support.server import Json, Server

from evsrv.engine.api_key import KeyKind

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOMES = {
    "red-shop": ("conv-red", "shop"),
    "red-blog": ("conv-red", "blog"),
    "blue-shop": ("conv-blue", "shop"),
    "red-none": ("conv-red", None),
}
"""Tenants: two organizations with three projects, and one's conversations without a project."""
VISIBILITIES = {"red-shop": "public", "red-blog": None, "blue-shop": "public", "red-none": None}


def sent(home: str) -> Json:
    """Return a conversation whose ids all tenants have, with a message that names its own."""
    return openai(
        asked(home, "m", properties={"home": home}),
        id="twin",
        externalId="twin-e",
        visibility=VISIBILITIES[home],
        userProperties={"userId": home},
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def homes(shared_server: Server) -> dict[str, Server]:
    spaces = {}
    for home, (organization, project) in HOMES.items():
        spaces[home] = await shared_server.space(organization, project=project)
        await logged(spaces[home], sent(home))
        await logged(spaces[home], openai(asked(home), id=f"only-{home}", externalId=f"e-{home}"))
    return spaces


@pytest.mark.parametrize("home", ["red-shop", "red-blog", "blue-shop"])
async def test_same_ids_lead_to_own_conversations(homes: dict[str, Server], home: str) -> None:
    space = homes[home]
    for reply in (await get(space, "twin"), await get_external(space, "twin-e")):
        assert contents(reply.json) == [home]
    page = await listed(space)
    assert (page["total"], page["count"]) == (2, 2)
    shown = json.dumps(page)
    assert not [other for other in HOMES if other != home and other in shown]


@pytest.mark.parametrize("kind", ["api", "read", "web"])
@pytest.mark.parametrize("home", ["red-shop", "red-blog", "blue-shop"])
async def test_other_tenants_conversations_are_not_found_at_any_route(
    homes: dict[str, Server], shared_server: Server, home: str, kind: KeyKind
) -> None:
    organization, project = HOMES[home]
    key = shared_server.make_key(kind=kind, organization=organization, project=project)
    for other in HOMES.keys() - {home}:
        unknown = (await get(shared_server, "unknown", key=key)).json
        reply = await get(shared_server, f"only-{other}", key=key)
        assert reply.status == 404
        assert reply.json["detail"] == unknown["detail"]
        reply = await get_external(shared_server, f"e-{other}", key=key)
        assert reply.status == (403 if kind == "web" else 404)
        reply = await delete(shared_server, f"only-{other}", key=key)
        assert reply.status == (403 if kind == "read" else 404)
    for other in ("red-shop", "red-blog", "blue-shop"):
        assert (await get(homes[other], f"only-{other}")).status == 200


async def test_taken_ids_of_other_tenants_are_free(shared_server: Server) -> None:
    """Neither an answer nor an error tells that another tenant has the id."""
    owner = await shared_server.space("conv-owner", project="one")
    stored = await logged(owner, openai(asked("secret", "m"), id="taken", externalId="taken-e"))
    for organization, project in (("conv-owner", "two"), ("conv-other", "one")):
        for kind in ("api", "web"):
            key = shared_server.make_key(kind=kind, organization=organization, project=project)
            document = ticket(id="taken", externalId="taken-e")
            shown = await logged(shared_server, document, key=key)
            assert "secret" not in json.dumps(shown)
            assert (await delete(shared_server, "taken", key=key)).status == 200
    assert (await get(owner, "taken")).json == stored


async def test_copied_messages_stay_in_their_projects(shared_server: Server) -> None:
    one = await shared_server.space("conv-copies", project="one")
    two = await shared_server.space("conv-copies", project="two")
    first = await logged(one, openai(asked("a", "m"), id="c"))
    copy = await logged(two, openai(asked("changed", "m"), id="c"))
    assert ids(first) == ids(copy) == ["m"]
    assert (await delete(two, "c")).status == 200
    assert (await get(one, "c")).json == first


@pytest.mark.parametrize("kind", ["api", "web"])
async def test_project_that_the_key_does_not_cover_is_forbidden(
    shared_server: Server, kind: KeyKind
) -> None:
    key = shared_server.make_key(kind=kind, organization="conv-scope", project="mine")
    reply = await log(shared_server, openai(projectId="other"), key=key)
    assert (reply.status, reply.json["code"]) == (403, "forbidden")
    shown = await logged(shared_server, openai(projectId="mine"), key=key)
    assert shown["projectId"] == "mine"


async def test_integration_is_that_of_the_key(shared_server: Server) -> None:
    space = await shared_server.space("conv-integration", integration="i")
    assert (await logged(space, openai(id="c")))["integrationId"] == "i"
    assert (await log(space, openai(integrationId="j"))).status == 403
    assert (await log(space, openai(id="c", integrationId="j"))).status == 403
    other = await shared_server.space("conv-integration", integration="j")
    shown = await logged(other, openai(id="c"))
    assert shown["integrationId"] == "i"
    # As it was shown, it is a valid request of every key of the project.
    assert (await logged(other, shown))["integrationId"] == "i"
    assert (await logged(other, openai(id="c", integrationId="j")))["integrationId"] == "j"


async def test_key_of_whole_organization_names_the_project(shared_server: Server) -> None:
    whole = await shared_server.space("conv-whole", project=None)
    first = await logged(whole, openai(asked("one"), id="c", externalId="e", projectId="one"))
    await logged(whole, openai(asked("two"), id="c", externalId="e", projectId="two"))
    await logged(whole, openai(asked("none"), id="c", externalId="e"))
    assert (await listed(whole))["total"] == 3
    assert (await get(whole, "c")).json == (await get_external(whole, "e")).json == first
    changed = await logged(whole, openai(asked("again"), id="c", projectId="two"))
    assert contents(changed) == ["again"]
    assert contents((await get(whole, "c")).json) == ["one"]
    for gone in ("one", "again", "none"):
        assert contents((await get(whole, "c")).json) == [gone]
        assert (await delete(whole, "c")).status == 200
    assert (await listed(whole))["total"] == 0


async def test_web_key_of_whole_organization_gets_the_first_logged_alone(
    shared_server: Server,
) -> None:
    api = await shared_server.space("conv-web-whole", project=None)
    web = shared_server.make_key(kind="web", organization="conv-web-whole")
    await logged(api, openai(id="c", projectId="one"))
    await logged(shared_server, openai(id="c", projectId="two"), key=web)
    assert (await get(shared_server, "c", key=web)).status == 404
    assert (await delete(shared_server, "c", key=web)).status == 404
    assert (await listed(api))["total"] == 2
