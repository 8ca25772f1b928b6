"""The registry of fields reaches every schema, and the one schema that is written by hand."""

import json
from typing import Any

import attrs

from evsrv.core.datasets import EVENTS
from evsrv.core.event import EVENT_TYPES, Event
from evsrv.core.fields import fields_of
from evsrv.core.resources import SCHEMAS
from evsrv.plugin.vocabulary import collect
from evsrv.query.generated_schemas import field_schema
from evsrv.query.schema import Schemas

ANSWER = {
    "id": "e1",
    "organizationId": "acme",
    "projectId": None,
    "integrationId": None,
    "entityType": "search",
    "type": "t",
    "createdAt": "2026-03-02T10:15:00.000Z",
    "properties": None,
    "userProperties": {"a": 1},
}


@attrs.frozen(kw_only=True)
class EventWithPage(Event):
    page_url: str | None


def test_a_plain_text_field_of_rows_is_in_every_generated_definition() -> None:
    definitions = field_schema(attrs.evolve(EVENTS, fields=fields_of(EventWithPage)))["$defs"]
    assert definitions["field"]["enum"] == [*EVENTS.fields, "pageUrl"]
    assert definitions["jsonField"]["enum"] == ["properties", "userProperties"]
    for name in ("rowFields", "storedFields"):
        assert definitions[name]["properties"]["pageUrl"] == {"type": "string"}
    assert "pageUrl" not in definitions["storedFields"]["required"]


def test_ingestion_accepts_every_field_but_the_organization_and_ignores_event_name() -> None:
    members = json.loads((SCHEMAS / "event.json").read_text("utf-8"))["properties"]
    fields = {field.ingest_name for field in EVENTS.fields.values()}
    assert members.keys() == fields - {"organizationId"} | {"eventName"}


def test_ingestion_requires_one_member_more_for_each_event_type_but_event() -> None:
    rules = json.loads((SCHEMAS / "event.json").read_text("utf-8"))["allOf"]
    types = [rule["if"]["properties"]["entityType"]["const"] for rule in rules]
    assert [*types, "event"] == list(EVENT_TYPES)


def test_the_answer_of_ingestion_needs_what_is_never_left_out() -> None:
    checker = Schemas.load(collect({})).checker("stored-event")
    assert checker.issues(ANSWER) == []
    assert checker.issues({**ANSWER, "searchQuery": "q"}) == []
    for name in ANSWER:
        without = {key: value for key, value in ANSWER.items() if key != name}
        assert [issue.message for issue in checker.issues(without)] == [f"{name!r} is missing"]
    wrongs: list[dict[str, Any]] = [
        {"messageId": None},
        {"id": None},
        {"properties": []},
        {"entityType": "x"},
    ]
    for wrong in wrongs:
        assert len(checker.issues({**ANSWER, **wrong})) == 1
    [issue] = checker.issues({**ANSWER, "mesageId": "m"})
    assert issue.message == "unknown member 'mesageId'; did you mean 'messageId'?"
