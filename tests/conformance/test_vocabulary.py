"""The description of the query language: terms, datasets, limits, plugins and versions."""

import json
from importlib.metadata import version

import pytest
from jsonschema import Draft202012Validator
from support.events import message
from support.server import Server

from conformance.problems import assert_problem
from evsrv import __version__
from evsrv.core import resources
from evsrv.plugin.renderings import SQLITE

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATH = "/query/vocabulary"


async def test_vocabulary_lists_terms_of_every_kind(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary")
    reply = await space.send("GET", PATH)
    assert reply.status == 200
    assert list(reply.json) == [
        *("terms", "datasets", "formats", "limits", "plugins", "versions", "timeZones")
    ]
    terms = reply.json["terms"]
    kinds = {"operator", "aggregation", "time unit", "function", "field"}
    assert {term["kind"] for term in terms} == kinds
    names = {(term["kind"], term["name"]) for term in terms}
    assert names >= {("operator", "eq"), ("aggregation", "count"), ("function", "dayOfWeek")}
    assert len(names) == len(terms)


async def test_vocabulary_is_valid_by_its_schema(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary and schema")
    schema = json.loads((resources.SCHEMAS / "terms.json").read_text("utf-8"))
    Draft202012Validator(schema).validate((await space.send("GET", PATH)).json)


async def test_vocabulary_tells_the_version_of_the_time_zones(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary of zones")
    versions = (await space.send("GET", PATH)).json["timeZones"]
    assert versions["tzdata"] == version("tzdata")
    year, number = versions["tzdata"].split(".")[:2]
    assert versions["iana"] == f"{year}{chr(ord('a') + int(number) - 1)}"


async def test_vocabulary_tells_the_versions_of_the_server(
    shared_server: Server, database_engine: str
) -> None:
    space = await shared_server.space("vocabulary of versions")
    ((engine_version,),) = space.access.select(
        "SELECT sqlite_version()"
        if database_engine == SQLITE
        else "SELECT split_part(current_setting('server_version'), ' ', 1)"
    )
    assert (await space.send("GET", PATH)).json["versions"] == {
        "evsrv": __version__,
        database_engine: engine_version,
        "tzdata": version("tzdata"),
    }


async def test_vocabulary_lists_the_fields_of_every_dataset(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary of fields")
    datasets = (await space.send("GET", PATH)).json["datasets"]
    assert {dataset["name"]: dataset["timeField"] for dataset in datasets} == {
        "events": "createdAt",
        "conversations": "firstMessageTime",
        "feedback": "createdAt",
    }
    fields = {
        dataset["name"]: {field["name"]: field for field in dataset["fields"]}
        for dataset in datasets
    }
    assert fields["events"]["eventType"] == {
        "name": "eventType",
        "kind": "text",
        "nullable": False,
        "derived": False,
        "values": ["message", "conversation", "search", "event"],
    }
    for kind, dataset, name in (
        ("time", "events", "createdAt"),
        ("document", "events", "properties"),
        ("number", "conversations", "userMessageCount"),
        ("array", "feedback", "reasons"),
    ):
        assert fields[dataset][name]["kind"] == kind
    for of_dataset in fields.values():
        assert of_dataset["user"] == {
            "name": "user",
            "kind": "text",
            "nullable": True,
            "derived": True,
            "values": [],
        }


async def test_every_listed_field_can_be_queried(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary of queries")
    for dataset in (await space.send("GET", PATH)).json["datasets"]:
        select = [{"type": "field", "field": field["name"]} for field in dataset["fields"]]
        day = {"type": "time", "timeUnit": "day", "field": dataset["timeField"]}
        for query in ({"select": select}, {"select": [day]}):
            reply = await space.send("POST", f"/query/{dataset['name']}", query)
            assert reply.status == 200, reply.text
        keys = {"field": "properties", "views": [dataset["view"]]}
        assert (await space.send("POST", "/query/property-keys", keys)).status == 200


async def test_every_operator_has_a_phrase_of_its_own(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary of phrases")
    terms = (await space.send("GET", PATH)).json["terms"]
    phrases = {term["name"]: term["phrase"] for term in terms if term["kind"] == "operator"}
    assert phrases["eq"] == "is"
    assert phrases["neq"] == "is not"
    assert phrases["contains"] == "contains"
    assert len(set(phrases.values())) == len(phrases)
    assert {term["phrase"] for term in terms if term["kind"] != "operator"} == {None}


async def test_kinds_of_aggregations_and_functions_are_listed(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary of kinds")
    terms = {
        (term["kind"], term["name"]): (term["takes"], term["gives"], term["needsField"])
        for term in (await space.send("GET", PATH)).json["terms"]
    }
    every = ["text", "number", "time", "path", "document", "array"]
    assert terms["aggregation", "count"] == (every, None, False)
    assert terms["aggregation", "sum"] == (every, None, True)
    assert terms["function", "length"] == (["text", "path"], "number", None)
    assert terms["field", "user"] == (None, "text", None)
    assert terms["time unit", "day"] == (None, None, None)


async def test_listed_limits_are_in_force(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary of limits")
    limits = (await space.send("GET", PATH)).json["limits"]
    count = {"type": "aggregation", "aggregation": "count"}

    def over(buckets: int) -> object:
        day = {"type": "time", "timeUnit": "day"}
        moving = {**count, "as": "moving", "over": buckets}
        return {"select": [day, moving], "range": "2026-01-01/2026-01-02"}

    def top(values: int) -> object:
        return {"select": [count], "groupBy": [{"field": "type", "top": {"limit": values}}]}

    def edges(number: int) -> object:
        bucket = {"type": "bucket", "field": "properties", "path": ["n"]}
        return {"select": [{**bucket, "edges": list(range(number))}]}

    def formula(characters: int) -> object:
        return {"select": [{"type": "formula", "formula": "1".ljust(characters), "as": "one"}]}

    def selections(number: int) -> object:
        return {"select": [{**count, "as": f"n{index}"} for index in range(number)]}

    def groups(number: int) -> object:
        paths = ({"field": "properties", "path": [f"k{index}"]} for index in range(number))
        return {"select": [count], "groupBy": list(paths)}

    def orders(number: int) -> object:
        return {"orderBy": [{"field": "type", "direction": "asc"}] * number}

    for name, query in (
        ("maxOverBuckets", over),
        ("maxTopValues", top),
        ("maxBucketEdges", edges),
        ("maxFormulaCharacters", formula),
        ("maxSelections", selections),
        ("maxGroups", groups),
        ("maxOrders", orders),
    ):
        limit = limits[name]
        assert (await space.query(query(limit + 1)))[0] == 422, name
        status, problem = await space.query(query(limit))
        assert not any(str(limit) in str(error) for error in problem.get("errors", ())), name
        assert status == 200 or name == "maxOrders", (name, problem)
    longest = limits["maxTextCharacters"]
    for characters, status in ((longest, 200), (longest + 1, 422)):
        event = message(f"text of {characters}", type="t" * characters)
        assert (await space.post_event(event))[0] == status


async def test_vocabulary_is_sent_again_only_if_it_changed(shared_server: Server) -> None:
    space = await shared_server.space("vocabulary again")
    etag = (await space.send("GET", PATH)).headers["ETag"]
    again = await space.send("GET", PATH, headers={"If-None-Match": etag})
    assert (again.status, again.text) == (304, "")


async def test_vocabulary_needs_a_key_that_reads(shared_server: Server) -> None:
    assert_problem(await shared_server.send("GET", PATH), 401, PATH)
    key = shared_server.make_key(kind="web", organization="vocabulary", project="site")
    assert_problem(await shared_server.send("GET", PATH, key=key), 403, PATH)
