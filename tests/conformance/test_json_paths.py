"""Section 2: paths into JSON fields."""

import pytest
import pytest_asyncio
from support.events import aggregation, ascending, at, condition, field, group, message
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


TREE = {
    "o": {"k": {"z": 1}},
    "arr": ["x", ["y0", "y1"], {"k": "v"}],
    "num": {"0": "zero", "-1": "minus"},
    "s": "text",
    "n": 5,
}
PATHS = [
    (["o", "k", "z"], 1),
    (["arr", "0"], "x"),
    (["arr", "2", "k"], "v"),
    (["arr", "-1", "k"], "v"),
    (["arr", "-3"], "x"),
    (["arr", "1", "1"], "y1"),
    (["arr", "1", "-2"], "y0"),
    (["arr", "3"], None),
    (["arr", "-4"], None),
    (["arr", "k"], None),
    (["arr", ""], None),
    (["arr", "0", "0"], None),
    (["num", "0"], "zero"),
    (["num", "-1"], "minus"),
    (["num", "1"], None),
    (["s", "0"], None),
    (["s", "length"], None),
    (["n", "0"], None),
    (["O"], None),
    (["o.k"], None),
    (["o", "k.z"], None),
    (["$"], None),
    (["$.s"], None),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tree(shared_server: Server) -> Server:
    return await shared_server.space("tree", [message("e", properties=TREE)])


@pytest.mark.parametrize(
    ("path", "expected"), [pytest.param(path, value, id="/".join(path)) for path, value in PATHS]
)
async def test_json_path_resolves_as_in_postgresql_in_select_group_and_filter(
    tree: Server, path: list[str], expected: object
) -> None:
    """Paths follow PostgreSQL's `#>` operator."""
    column = ".".join(("properties", *path))
    native = {"jsonValues": "native"}
    assert await tree.rows({"select": [field("properties", *path)], **native}) == [
        {column: expected}
    ]
    assert await tree.rows({"groupBy": [group("properties", *path)], **native}) == [
        {column: expected}
    ]
    assert await tree.ids(at("properties", path, "eq", expected)) == ["e"]
    assert await tree.ids(at("properties", path, "isNull")) == ([] if expected else ["e"])


KEYS = ["a.b", 'q"t', "it's", "$", "$.a", "$[0]", "[0]", "#", "*", "?", "%", ":x", "a/b", "~"]
KEYS += ["back\\slash", "sp ace", " ", "", "0", "-1", "00", "1e1", "ünïcødé", "日本", "😀"]
KEYS += ["e\u0301", "a\nb", "a\tb", "\u007f", "--", "/*", ";", "`", "{}", "null", "true", "rowid"]
KEYS += ["A", "a"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def awkward(shared_server: Server) -> Server:
    everything = {key: f"value of {key!r}" for key in KEYS}
    inside = {"in": everything}
    decoys = {"b": "decoy", "x": {"b": "decoy"}, "in": "decoy"}
    return await shared_server.space(
        "awkward",
        [
            message("top", properties=everything, userProperties=inside),
            message("decoy", properties=decoys, userProperties=decoys),
        ],
    )


@pytest.mark.parametrize("key", [pytest.param(key, id=ascii(key)) for key in KEYS])
async def test_top_level_json_key_may_contain_any_characters(awkward: Server, key: str) -> None:
    value = f"value of {key!r}"
    column = f"properties.{key}"
    rows = await awkward.rows({"select": [field("properties", key)], "orderBy": ascending(column)})
    assert rows == [{column: value}, {column: None}]
    assert await awkward.ids(at("properties", key, "eq", value)) == ["top"]
    assert await awkward.ids(at("properties", key, "isNull")) == ["decoy"]
    assert await awkward.ids(condition("properties", "jsonHasKey", key)) == ["top"]
    assert await awkward.rows({"select": [aggregation("count", "properties", key)]}) == [
        {f"count_{column}": 1}
    ]
    assert await awkward.rows({"groupBy": [group("properties", key)]}) == [
        {column: value},
        {column: None},
    ]


@pytest.mark.parametrize("key", [pytest.param(key, id=ascii(key)) for key in KEYS])
async def test_nested_json_key_may_contain_any_characters(awkward: Server, key: str) -> None:
    value = f"value of {key!r}"
    column = f"userProperties.in.{key}"
    rows = await awkward.rows(
        {"select": [field("userProperties", "in", key)], "orderBy": ascending(column)}
    )
    assert rows == [{column: value}, {column: None}]
    assert await awkward.ids(at("userProperties", ["in", key], "neq", "other")) == ["top"]
    assert await awkward.ids(at("userProperties", "in", "jsonHasKey", key)) == ["top"]
