"""Section 4: `?spreadsheet=true`, a CSV for people, and the choice of a format."""

import csv
import io
from typing import Any

import pytest
import pytest_asyncio
from support.events import field, message
from support.exports import NDJSON, PATH, export
from support.server import Response, Server

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

CELLS = {
    # stored value, cell in a spreadsheet
    "formula": ("=1+1", "'=1+1"),
    "plus": ("+cmd", "'+cmd"),
    "minus": ("-cmd", "'-cmd"),
    "at": ("@SUM(1)", "'@SUM(1)"),
    "tab": ("\t=1", "'\t=1"),
    "return": ("\r=1", "'\r=1"),
    "phone": ("+431234567", "'+431234567"),
    "range": ("-1-2", "'-1-2"),
    "negative": (-5, "-5"),
    "negative text": ("-5.25", "-5.25"),
    "small": (-1e-7, "-1e-7"),
    "text": ("a=1", "a=1"),
    "quote": ("'=1", "'=1"),
    "empty": ("", ""),
    "array": ([-1], "[-1]"),
}
WIDE = {"spreadsheet": "true"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    properties = {name: value for name, (value, _) in CELLS.items()}
    return await shared_server.space("sheets", [message("coup\u00e9", properties=properties)])


def cells(reply: Response) -> list[dict[str, str]]:
    assert reply.status == 200, reply.text
    return list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"), newline="")))


SELECT = {"select": [field("id"), field("properties")]}


@pytest.mark.parametrize("accept", [None, "text/csv", NDJSON])
async def test_spreadsheet_is_csv_with_byte_order_mark(space: Server, accept: str | None) -> None:
    reply = await export(space, SELECT, accept, params=WIDE)
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert reply.text.startswith("\ufeffid,")
    assert reply.text.count("\ufeff") == 1


async def test_spreadsheet_has_no_cell_that_begins_as_formula(space: Server) -> None:
    (row,) = cells(await export(space, SELECT, params=WIDE))
    assert row == {
        "id": "coup\u00e9",
        **{f"properties.{name}": cell for name, (_, cell) in CELLS.items()},
    }


@pytest.mark.parametrize("params", [None, {"spreadsheet": "false"}])
async def test_csv_has_text_as_it_is_stored(space: Server, params: Any) -> None:
    reply = await export(space, SELECT, params=params)
    assert reply.text.startswith("id,")
    (row,) = cells(reply)
    assert row["properties.formula"] == "=1+1"


@pytest.mark.parametrize("value", ["", "1", "yes", "TRUE"])
async def test_spreadsheet_that_is_not_boolean_is_refused(space: Server, value: str) -> None:
    reply = await export(space, SELECT, params={"spreadsheet": value})
    assert_problem(reply, 422, PATH)
    assert "spreadsheet: expected true or false" in reply.json["detail"]


async def test_spreadsheet_is_option_of_export_alone(space: Server) -> None:
    problem = await space.refused({}, params=WIDE)
    assert "unknown URL parameter 'spreadsheet'" in problem["detail"]


@pytest.mark.parametrize("path", ["/query/events", PATH])
@pytest.mark.parametrize("values", [("1", "2"), ("1", "1")], ids=["different", "equal"])
async def test_url_parameter_given_twice_is_refused(
    space: Server, path: str, values: tuple[str, str]
) -> None:
    params = [("limit", value) for value in values]
    reply = await space.send("POST", path, {}, params=params)
    assert_problem(reply, 422, path)
    assert "the URL parameter 'limit' is given twice" in reply.json["detail"]


CSV = "text/csv"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("*/*", CSV),
        (f"{NDJSON};q=0, text/csv", CSV),
        (f"{NDJSON};q=0", CSV),
        (f"{NDJSON};q=0, */*", CSV),
        (f"{NDJSON};q=0.0, application/*", CSV),
        (f"{NDJSON};q=0.5, text/csv", CSV),
        (f"{NDJSON};q=0.4,text/*;q=0.9", CSV),
        (f"{NDJSON}, text/csv", CSV),
        ("application/json", CSV),
        ("text/csv;q=0", CSV),
        (f"{NDJSON};q=2", CSV),
        (f"{NDJSON};q=x, text/csv;q=0.1", CSV),
        (f"{NDJSON};q", CSV),
        (f"x{NDJSON}", CSV),
        ("", CSV),
        (NDJSON, NDJSON),
        (NDJSON.upper(), NDJSON),
        (f"{NDJSON}, */*", NDJSON),
        (f"{NDJSON};charset=utf-8;q=0.9, text/csv;q=0.8", NDJSON),
        (f"text/csv;q=0.5 , {NDJSON} ; q=0.501", NDJSON),
        ("text/csv;q=0, */*", NDJSON),
        ("application/*, text/csv;q=0.9", NDJSON),
        (f"{NDJSON};Q=0.3, text/csv;q=0.2", NDJSON),
    ],
)
async def test_format_of_export_follows_quality_values(
    space: Server, accept: str, wanted: str
) -> None:
    reply = await export(space, SELECT, accept)
    assert reply.headers["Content-Type"] == f"{wanted}; charset=utf-8"


async def test_format_of_export_follows_all_accept_headers(space: Server) -> None:
    headers = [
        ("Authorization", f"Bearer {space.key}"),
        ("Accept", "text/csv;q=0.5"),
        ("Accept", NDJSON),
    ]
    async with space.client.post(PATH, json={}, headers=headers) as response:
        assert response.headers["Content-Type"].startswith(NDJSON)
