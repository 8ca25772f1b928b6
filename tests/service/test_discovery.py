"""Discovery through the service, on promoted paths too."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.events import message

from evsrv import app
from evsrv.config import Settings
from evsrv.core.scope import Scope
from evsrv.ingest import EventReader
from evsrv.language import load_vocabulary
from evsrv.service.service import Service
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.promote import promote

SITE = Scope("acme", "site")
VALUES: list[Any] = ["pro", "pro%", "Pro", "", "1", 1, 12, 1.5, 1e22, True, None, ["pr"], {"p": 1}]
PREFIXES = ("", "p", "pro%", "1", "1.", "1e", "t", "[", "{", "10")


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    settings = Settings(db=tmp_path / "evsrv.db", cache_bytes=0)
    async with app.service(settings, load_vocabulary(settings)) as service:
        events = [
            message(str(number), properties={"plan": value}) for number, value in enumerate(VALUES)
        ]
        reader = EventReader()
        await service._engine.append(
            [
                reader.read(event, organization_id="acme", project_id="site", now=0)
                for event in events
            ]
        )
        yield service


async def test_prefix_of_a_promoted_path_finds_the_same_values(service: Service) -> None:
    async def found(prefix: str) -> Any:
        request = {"field": "properties", "key": "plan", "prefix": prefix, "counts": True}
        return orjson.loads((await service.property_values(request, SITE)).body)["results"]

    before = [await found(prefix) for prefix in PREFIXES]
    assert [len(values) for values in before] == [11, 2, 1, 4, 1, 1, 1, 1, 1, 0]
    assert {"value": "1", "count": 2} in before[0]
    assert isinstance(service._engine, SqliteEngine)
    await promote(service._engine, [("properties", ("plan",))])
    assert [await found(prefix) for prefix in PREFIXES] == before
