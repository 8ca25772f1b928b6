import attrs
import pytest

from evsrv.core.datasets import EVENTS
from evsrv.core.event import EVENT_TYPES, Event
from evsrv.core.fields import Field, fields_of
from evsrv.core.kinds import Kind


def test_the_fields_of_events_are_those_of_the_contract() -> None:
    """Section 1: whether a field may be null, and whether its null is shown in a row."""
    assert [(f.name, f.kind, f.nullable, f.null_in_output) for f in EVENTS.fields.values()] == [
        ("id", Kind.TEXT, False, False),
        ("organizationId", Kind.TEXT, False, False),
        ("projectId", Kind.TEXT, True, True),
        ("integrationId", Kind.TEXT, True, True),
        ("eventType", Kind.TEXT, False, False),
        ("type", Kind.TEXT, False, False),
        ("messageId", Kind.TEXT, True, False),
        ("conversationId", Kind.TEXT, True, False),
        ("searchQuery", Kind.TEXT, True, False),
        ("createdAt", Kind.TIME, False, False),
        ("properties", Kind.DOCUMENT, True, True),
        ("userProperties", Kind.DOCUMENT, True, True),
    ]
    assert list(EVENTS.fields) == [field.name for field in EVENTS.fields.values()]


def test_the_columns_of_events_are_the_attributes_in_their_order() -> None:
    assert [f.column for f in EVENTS.fields.values()] == [a.name for a in attrs.fields(Event)]


def test_only_the_event_type_has_a_name_of_its_own_in_ingestion() -> None:
    other = {f.name: f.ingest_name for f in EVENTS.fields.values() if f.ingest_name != f.name}
    assert other == {"eventType": "entityType"}
    assert EVENTS.fields["eventType"].values == EVENT_TYPES


@attrs.frozen
class Row:
    page_url: str | None
    score: int = attrs.field(metadata={"kind": Kind.TIME})


def test_fields_are_derived_from_a_class_of_rows() -> None:
    assert fields_of(Row) == {
        "pageUrl": Field("pageUrl", "page_url", nullable=True),
        "score": Field("score", "score", nullable=False, kind=Kind.TIME),
    }


def test_an_unknown_option_of_a_field_is_an_error() -> None:
    @attrs.frozen
    class Misspelt:
        id: str = attrs.field(metadata={"knid": Kind.TEXT})

    with pytest.raises(TypeError, match="knid"):
        fields_of(Misspelt)
