"""Feedback and its join stay within an organization and a project."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import Json
from support.feedback import (
    counts,
    feedback,
    ids,
    list_feedback,
    log_chat,
    log_feedback,
    rate,
    read_feedback,
)
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Homes:
    """The keys of one organization with two projects, and of another organization."""

    def __init__(self, server: Server, name: str) -> None:
        def key(organization: str, **members: Any) -> Server:
            return server.with_key(server.make_key(organization=organization, **members))

        self.all = key(name)
        self.site = key(name, project="site")
        self.blog = key(name, project="blog", integration="blog widget")
        self.stranger = key(f"{name} stranger", project="site")
        self.name = name

    def web(self, project: str | None) -> Server:
        return self.all.with_key(
            self.all.make_key(kind="web", organization=self.name, project=project)
        )


@pytest_asyncio.fixture(loop_scope="session")
async def homes(shared_server: Server, request: pytest.FixtureRequest) -> Homes:
    return Homes(shared_server, f"scope {request.node.name}")


async def conversation_of(server: Server, id_: str) -> Json:
    reply = await read_feedback(server, id_)
    return reply.json["conversation"]["id"] if reply.status == 200 else reply.status


async def test_id_is_unique_within_its_project_only(homes: Homes) -> None:
    for server, kind in (
        (homes.site, "positive"),
        (homes.blog, "negative"),
        (homes.stranger, "positive"),
    ):
        await log_chat(server, "c", "m-1")
        await log_feedback(server, feedback("f", type=kind))
    assert await ids(homes.site) == (["f"], [])
    assert await ids(homes.blog) == ([], ["f"])
    assert await ids(homes.stranger) == (["f"], [])
    assert counts(await list_feedback(homes.all)) == (1, 1)
    # By id, a key of the whole organization gets the one that was logged first.
    assert (await read_feedback(homes.all, "f")).json["type"] == "positive"


async def test_copied_message_id_never_shows_another_scope(homes: Homes) -> None:
    await log_chat(homes.site, "secret", "m-1")
    for server in (homes.web("blog"), homes.blog, homes.stranger):
        await log_feedback(server, feedback("f"))
    for server in (homes.blog, homes.stranger):
        assert await conversation_of(server, "f") == 404
        assert await ids(server) == ([], [])
    await log_chat(homes.blog, "own", "m-1")
    assert await conversation_of(homes.blog, "f") == "own"
    assert await conversation_of(homes.stranger, "f") == 404
    assert await ids(homes.site) == ([], [])


async def test_feedback_of_another_scope_is_neither_read_nor_changed(homes: Homes) -> None:
    await log_chat(homes.site, "c", "m-1")
    await log_feedback(homes.site, feedback("f", properties={"a": 1}))
    for server in (homes.blog, homes.stranger):
        assert (await read_feedback(server, "f")).status == 404
        reply = await rate(server, feedback("f", type="negative"))
        assert reply.json["properties"] is None
    assert (await read_feedback(homes.site, "f")).json["properties"] == {"a": 1}
    assert await ids(homes.site) == (["f"], [])


async def test_web_key_does_not_learn_of_feedback_in_another_project(homes: Homes) -> None:
    await log_feedback(homes.site, feedback("f"))
    assert (await rate(homes.web("site"), feedback("f"))).status == 403
    assert (await rate(homes.web("blog"), feedback("f"))).status == 200


async def test_feedback_logged_for_an_organization_has_the_place_of_its_message(
    homes: Homes,
) -> None:
    await log_chat(homes.blog, "c", "m-1")
    await log_feedback(homes.all, feedback("f"))
    await log_feedback(homes.web(None), feedback("g"))
    assert await ids(homes.blog) == (["f", "g"], [])
    assert await ids(homes.site) == ([], [])
    assert places(homes, "f", "g") == {("blog", "blog widget")}


async def test_of_several_projects_the_first_logged_conversation_has_it(homes: Homes) -> None:
    await log_chat(homes.site, "first", "m-1")
    await log_chat(homes.blog, "second", "m-1")
    await log_feedback(homes.all, feedback("f"))
    assert await conversation_of(homes.site, "f") == "first"
    assert await conversation_of(homes.blog, "f") == 404


async def test_feedback_of_an_organization_gets_its_place_when_the_message_comes(
    homes: Homes,
) -> None:
    await log_feedback(homes.all, feedback("f"))
    assert places(homes, "f") == {(None, None)}
    await log_chat(homes.stranger, "c", "m-1")
    assert await ids(homes.all) == ([], [])
    await log_chat(homes.blog, "c", "m-1")
    assert await ids(homes.blog) == (["f"], [])
    assert places(homes, "f") == {("blog", "blog widget")}
    await log_chat(homes.site, "c", "m-1")
    assert await ids(homes.site) == ([], [])


async def test_place_that_is_taken_by_the_same_id_is_left_alone(homes: Homes) -> None:
    await log_feedback(homes.all, feedback("f", type="negative"))
    await log_feedback(homes.site, feedback("f"))
    await log_chat(homes.site, "c", "m-1")
    assert await ids(homes.all) == (["f"], [])


async def test_feedback_without_project_belongs_to_a_conversation_without_one(
    homes: Homes,
) -> None:
    await log_feedback(homes.all, feedback("f"))
    await log_chat(homes.all, "c", "m-1")
    assert await ids(homes.all) == (["f"], [])
    assert places(homes, "f") == {(None, None)}
    assert await ids(homes.site) == ([], [])


async def test_organization_updates_feedback_that_waited_for_its_message(homes: Homes) -> None:
    await log_feedback(homes.all, feedback("f", "m-9", properties={"a": 1}))
    await log_chat(homes.site, "c", "m-1")
    (answer,) = await log_feedback(homes.all, feedback("f", type="negative"))
    assert answer["properties"] == {"a": 1}
    assert await ids(homes.site) == ([], ["f"])
    assert len(rows(homes, "f")) == 1


async def test_organization_updates_feedback_whose_message_was_dropped(homes: Homes) -> None:
    await log_chat(homes.site, "c", "m-1")
    await log_feedback(homes.all, feedback("f", properties={"a": 1}))
    await log_chat(homes.site, "c", "m-2")
    (answer,) = await log_feedback(homes.all, feedback("f", type="negative"))
    assert answer["properties"] == {"a": 1}
    assert places(homes, "f") == {("site", None)}
    assert len(rows(homes, "f")) == 1


async def test_key_of_a_project_decides_the_place(homes: Homes) -> None:
    await log_chat(homes.all, "c", "m-1", projectId="blog", integrationId="other")
    await log_feedback(homes.blog, feedback("f"))
    assert places(homes, "f") == {("blog", "blog widget")}


async def test_project_in_the_body_is_ignored(homes: Homes) -> None:
    (answer,) = await log_feedback(homes.site, feedback("f", projectId="blog"))
    assert "projectId" not in answer
    assert places(homes, "f") == {("site", None)}


def rows(homes: Homes, *names: str) -> list[tuple[str | None, str | None]]:
    """Return project and integration of stored feedback."""
    return [
        row
        for name in names
        for row in homes.all.access.select(
            "SELECT project_id, integration_id FROM feedback"
            f" WHERE organization_id = '{homes.name}' AND id = '{name}'"
        )
    ]


def places(homes: Homes, *names: str) -> set[tuple[str | None, str | None]]:
    return set(rows(homes, *names))
