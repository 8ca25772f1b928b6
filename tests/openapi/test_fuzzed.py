"""The document and the server agree, whatever is sent; `scripts/fuzz-api` goes on for longer."""

from pathlib import Path

import pytest
from support.server import Server, points_at

from openapi.fuzzing import fuzz, operations_of, serving


def test_the_server_keeps_to_its_document(tmp_path: Path) -> None:
    with serving(tmp_path) as (url, key):
        operations = operations_of(url)
        outcome = fuzz(
            url, key, ["--phases", "examples,fuzzing", "--max-examples", "10", "--seed", "1"]
        )
    assert outcome.wrong(operations) == []


@pytest.mark.parametrize("member", ["limit", "offset"])
@pytest.mark.parametrize("value", [2**63, 1e19, 1e300])
async def test_a_number_beyond_sqlite_is_refused(server: Server, member: str, value: float) -> None:
    for path in ("/query/events", "/query/events/export"):
        reply = await server.send("POST", path, {member: value})
        assert reply.status == 422
        assert points_at(reply.json, f"/{member}")
