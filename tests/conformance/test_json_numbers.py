"""Section 2, Operators: exact comparison of JSON numbers."""

import pytest
import pytest_asyncio
from support.events import at, condition, field, message
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


NUMBERS = {
    "one": 1,
    "one-as-a-decimal": 1.0,
    "hundred": 100,
    "negative": -0.5,
    "beyond-doubles": 2**53 + 1,
    "even-neighbour": 2**53,
    "small": 1e-7,
    "large": 1e22,
    "greatest": 2**63 - 1,
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def numbers(shared_server: Server) -> Server:
    return await shared_server.space(
        "numbers", [message(name, properties={"v": value}) for name, value in NUMBERS.items()]
    )


@pytest.mark.parametrize("name", NUMBERS)
async def test_eq_matches_json_numbers_by_value(numbers: Server, name: str) -> None:
    expected = sorted(key for key, value in NUMBERS.items() if value == NUMBERS[name])
    assert await numbers.ids(at("properties", "v", "eq", NUMBERS[name])) == expected


@pytest.mark.parametrize("name", NUMBERS)
async def test_gt_compares_json_numbers_exactly(numbers: Server, name: str) -> None:
    expected = sorted(key for key, value in NUMBERS.items() if value > NUMBERS[name])
    assert await numbers.ids(at("properties", "v", "gt", NUMBERS[name])) == expected


@pytest.mark.parametrize("name", NUMBERS)
async def test_returned_text_of_json_number_matches_its_event(numbers: Server, name: str) -> None:
    (row,) = await numbers.rows(
        {"select": [field("properties", "v")], "where": condition("id", "eq", name)}
    )
    assert name in await numbers.ids(at("properties", "v", "eq", row["properties.v"]))
