"""Databases of tests."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import Any

from attrs import field, frozen

from evsrv import app
from evsrv.core.errors import RequestError
from evsrv.core.timestamps import now
from evsrv.engine.api_key import KEY_KINDS, KeyKind
from evsrv.ingest import Entry
from evsrv.seeding import generate_events
from evsrv.sqlite.api_keys import create_key
from evsrv.sqlite.engine import SqliteEngine
from evsrv.testing.application import Application

PLACE = "test"
"""The name of the organization of a test, and of its project."""
_SEEDED_EVENTS = 1_000


@frozen
class Database:
    """A database file with an API key of each kind, all for the project `test` of `test`."""

    path: Path
    keys: Mapping[KeyKind, str] = field(repr=False)
    """The secrets by kind: `api`, `read` and `web`."""


@cache
def seeded_events() -> Sequence[Mapping[str, Any]]:
    """Return events of the demo data."""
    return tuple(generate_events(events=_SEEDED_EVENTS, days=30, seed=1))


def make_database(application: Application, events: Sequence[Mapping[str, Any]]) -> Database:
    """Make the file of the settings; raises `ValueError` for an event that is refused."""
    # A test may run in an event loop, in which no second one can run.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _make_database(application, events)).result()


async def _make_database(application: Application, events: Sequence[Mapping[str, Any]]) -> Database:
    settings, vocabulary = application.settings, application.vocabulary
    async with await SqliteEngine.open(settings.file, readers=1) as engine:
        keys = {
            kind: await engine.write(
                partial(create_key, kind=kind, organization_id=PLACE, project_id=PLACE, now=now())
            )
            for kind in KEY_KINDS
        }
        service = app.make_service(settings, vocabulary, engine)
        # A plugin may change an event that arrives.
        copies = [dict(deepcopy(event)) for event in events]
        batch = [Entry(event, f"/{number}") for number, event in enumerate(copies)]
        for outcome in await service.log_events(batch, keys["api"][0]):
            if isinstance(outcome, RequestError):
                raise ValueError(f"an event of evsrv_events is refused: {outcome}")
    return Database(settings.file, {kind: secret for kind, (_, secret) in keys.items()})
