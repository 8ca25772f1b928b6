"""The words of the query language and the version of the time zones."""

from importlib.metadata import version

import pytest
from support.server import Server

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATH = "/query/vocabulary"


async def test_vocabulary_lists_terms_of_every_kind(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary")
    reply = await space.send("GET", PATH)
    assert reply.status == 200
    assert list(reply.json) == ["terms", "timeZones"]
    terms = reply.json["terms"]
    kinds = {"operator", "aggregation", "time unit", "function", "field"}
    assert {term["kind"] for term in terms} == kinds
    names = {(term["kind"], term["name"]) for term in terms}
    assert names >= {("operator", "eq"), ("aggregation", "count"), ("function", "dayOfWeek")}
    assert len(names) == len(terms)


async def test_vocabulary_tells_the_version_of_the_time_zones(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary of zones")
    versions = (await space.send("GET", PATH)).json["timeZones"]
    assert versions["tzdata"] == version("tzdata")
    year, number = versions["tzdata"].split(".")[:2]
    assert versions["iana"] == f"{year}{chr(ord('a') + int(number) - 1)}"


async def test_vocabulary_is_sent_again_only_if_it_changed(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary again")
    etag = (await space.send("GET", PATH)).headers["ETag"]
    again = await space.send("GET", PATH, headers={"If-None-Match": etag})
    assert (again.status, again.text) == (304, "")


async def test_vocabulary_needs_a_key_that_reads(shared_server: Server) -> None:
    assert_problem(await shared_server.send("GET", PATH), 401, PATH)
    key = shared_server.make_key(kind="web", organization="vocabulary", project="site")
    assert_problem(await shared_server.send("GET", PATH, key=key), 403, PATH)
