"""Limits on the size of an answer and of a query, with a clear error beyond them."""

from typing import Any

import pytest
from support.events import message
from support.server import Server

from evsrv.core.limits import MAX_LIST_VALUES
from evsrv.sqlite import result_size


@pytest.fixture
def small_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_size, "MAX_RESULT_CHARACTERS", 1_000)


async def test_answer_over_size_limit_is_refused(server: Server, small_answers: Any) -> None:
    for number in range(3):
        await server.post_event(message(f"m{number}", properties={"text": "x" * 400}))
    status, problem = await server.query({})
    assert status == 422
    assert "larger than 1000 characters" in problem["detail"]
    assert len(await server.rows({"limit": 1})) == 1
    assert len(await server.rows({"select": [{"type": "field", "field": "id"}]})) == 3


async def test_value_list_over_limit_is_refused(server: Server) -> None:
    def list_filter(count: int) -> dict[str, Any]:
        values = ["x"] * count
        return {"where": {"condition": {"field": "id", "operator": "in", "value": values}}}

    assert (await server.query(list_filter(MAX_LIST_VALUES)))[0] == 200
    status, problem = await server.query(list_filter(MAX_LIST_VALUES + 1))
    assert status == 422
    assert str(MAX_LIST_VALUES) in problem["detail"]
