from typing import Any

import pytest

from evsrv.core.errors import Unprocessable
from evsrv.ingest.mapper import EventMapper
from evsrv.ingest.mapping import EventMapping, MappingError

RECORD = {
    "kind": "paid",
    "at": "2026-03-02T10:15:00Z",
    "who": {"id": 17, "name": "Ada"},
    "tags": ["a", {"b": 1}],
    "a.b": "dotted",
    "note": None,
}


def event(record: dict[str, Any], *, cells: bool = False, **options: Any) -> dict[str, Any]:
    return EventMapper(EventMapping(**options)).document(record, cells=cells)


def issues(record: dict[str, Any], **options: Any) -> dict[str, str]:
    with pytest.raises(Unprocessable) as refused:
        event(record, **options)
    return {issue.pointer: issue.message for issue in refused.value.issues}


def test_named_members_go_to_the_event_and_all_others_to_properties() -> None:
    assert event(RECORD, type="kind", time="at", user="who.id") == {
        "type": "paid",
        "createdAt": "2026-03-02T10:15:00.000Z",
        "userProperties": {"userId": "17"},
        "properties": {name: RECORD[name] for name in ("who", "tags", "a.b", "note")},
    }


def test_members_are_named_by_name_path_or_pointer() -> None:
    record = {"a.b": "whole", "a": {"b": "inner", "c/d": "slash"}, "list": [{"x": 5}]}
    names = {"a.b": "whole", "/a/b": "inner", "/a/c~1d": "slash", "list.0.x": "5"}
    assert {name: event(record, type=name)["type"] for name in names} == names


def test_every_reference_has_its_option() -> None:
    record = {"c": "c-1", "m": "m-1", "q": "how", "n": 5, "type": "asked"}
    made = event(record, entity="search", conversation="c", message="m", search="q", id="n")
    assert made == {
        "type": "asked",
        "entityType": "search",
        "conversationId": "c-1",
        "messageId": "m-1",
        "searchQuery": "how",
        "id": "5",
    }


def test_type_and_time_have_defaults() -> None:
    record = {"type": "t", "createdAt": "2026-03-02T10:15:00Z"}
    assert event(record) == {**record, "createdAt": "2026-03-02T10:15:00.000Z"}
    assert event({"a": 1}, type="=x") == {"type": "x", "properties": {"a": 1}}
    assert event({"a": 1}, type="==x")["type"] == "=x"


def test_members_that_the_entity_needs_are_told_with_the_other_problems() -> None:
    record = {"q": None, "at": "never"}
    told = issues(record, type="=x", time="at", entity="search", search="q")
    assert told.keys() == {"/q", "/at"}


def test_all_problems_of_a_record_are_told_together() -> None:
    assert issues({"kind": [], "at": 1772446500, "no": None}, type="kind", time="at", id="no") == {
        "/kind": "expected text or a number, not an array",
        "/at": "1772446500 looks like epoch seconds (2026-03-02T10:15:00.000Z); use --time-unit s",
        "/no": "there is no value",
    }


def test_missing_member_is_refused_with_the_nearest_name() -> None:
    assert "did you mean 'kind'?" in issues(RECORD, type="kin")[""]
    assert "did you mean 'name'?" in issues(RECORD, type="who.nmae")["/who"]
    assert issues(RECORD, type="note.x") == {"/note/x": "there is no value"}
    assert "'at'" in issues(RECORD, type="kind", time="att")[""]


def test_missing_type_without_option_names_the_option() -> None:
    assert issues({"a": 1}) == {"": "there is no member 'type'; use --type"}


def test_missing_user_is_no_problem() -> None:
    assert "userProperties" not in event(RECORD, type="kind", user="whom")


def test_null_texts_are_no_values() -> None:
    cells = {"type": "t", "a": "nil", "b": "-", "c": "", "who": "nil"}
    assert event(cells, cells=True, null=("nil", "-"), user="who") == {"type": "t"}
    record = {"type": "t", "a": "nil", "b": -1, "c": "", "d": None, "e": ["nil"]}
    properties = event(record, null=("nil", "-1"))["properties"]
    assert properties == {"c": "", "d": None, "e": ["nil"]}


def test_cells_are_read_as_numbers_unless_text_is_kept() -> None:
    cells = {"type": "1", "seats": "3", "paid": "true", "zip": "01067", "empty": ""}
    read = event(cells, cells=True)
    assert read == {"type": "1", "properties": {"seats": 3, "paid": True, "zip": "01067"}}
    kept = event(cells, cells=True, text=True)
    assert kept["properties"] == {"seats": "3", "paid": "true", "zip": "01067"}
    assert event({"type": "t", "seats": "3"})["properties"] == {"seats": "3"}


def test_id_from_line_depends_on_nothing_but_the_record() -> None:
    def id_of(record: dict[str, Any], **options: Any) -> str:
        made: str = event(record, type="=t", id_from_line=True, **options)["id"]
        return made

    one = {"a": 1, "b": [True]}
    assert id_of(one) == id_of({"b": [True], "a": 1}, null=("x",)) == id_of(one, user="a")
    assert len({id_of(one), id_of({"a": 2, "b": [True]}), id_of({"a": 1})}) == 3


def test_lifted_properties_lose_nothing() -> None:
    record = {"type": "t", "x": 1, "properties": {"x": 2, "y": 3, "properties": 4}}
    assert event(record, properties="properties")["properties"] == {
        "x": 1,
        "y": 3,
        "properties": {"x": 2, "properties": 4},
    }
    assert event({"type": "t", "p": {"x": 1}}, properties="p")["properties"] == {"x": 1}
    assert event({"type": "t", "p": "text"}, properties="p")["properties"] == {"p": "text"}


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(MappingError, match=r"--time-zone: .*did you mean 'Europe/Berlin'"):
        EventMapper(EventMapping(time_zone="Europe/Berln"))
