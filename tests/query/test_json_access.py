import pytest

from evsrv.core.datasets import EVENTS
from evsrv.query.json_access import split_access


@pytest.mark.parametrize(
    ("name", "field", "path"),
    [
        ("properties.plan", "properties", ["plan"]),
        ("properties.a.b", "properties", ["a", "b"]),
        ("properties.my-key", "properties", ["my-key"]),
        ("properties.a b", "properties", ["a b"]),
        ("user_properties.userId", "userProperties", ["userId"]),
        ("$properties.plan", "properties", ["plan"]),
        ("event.properties.plan", "properties", ["plan"]),
        ("events.properties.plan", "properties", ["plan"]),
        ("properties->>'plan'", "properties", ["plan"]),
        ("properties->'a'->>'b'", "properties", ["a", "b"]),
        ("properties ->> 'plan'", "properties", ["plan"]),
        ("properties->>plan", "properties", ["plan"]),
        ("properties['a.b']", "properties", ["a.b"]),
        ('properties["a"]["b"].c', "properties", ["a", "b", "c"]),
        ("properties.tags[0]", "properties", ["tags", "0"]),
        ("properties:plan", "properties", ["plan"]),
    ],
)
def test_access_of_another_language_is_split_at_its_steps(
    name: str, field: str, path: list[str]
) -> None:
    assert split_access(name, EVENTS) == (field, path)


@pytest.mark.parametrize(
    "name",
    ["properties", "plan", "type.a", "", ".", "properties.", "properties..a", "properties['a"],
)
def test_name_that_is_not_access_is_not_split(name: str) -> None:
    assert split_access(name, EVENTS) is None
