"""The database of the settings, for the commands of plugins."""

import asyncio
import os
from typing import Any

import orjson

from evsrv.config import load_settings
from evsrv.plugin.route_request import Document


class SettingsDatabase:
    """The database file of the settings, with the rights of a key of the scope."""

    def ask(
        self,
        query: Document,
        dataset: str = "events",
        *,
        organization: str | None = None,
        project: str | None = None,
    ) -> dict[str, Any]:
        """Return the answer of `POST /query/DATASET`."""
        # A command that asks nothing starts without them.
        from evsrv.cli.origin import open_source, read_origin
        from evsrv.language import load_vocabulary
        from evsrv.service.plugin_query import read_plugin_query

        settings = load_settings({}, os.environ, None)
        origin = read_origin(settings, None, None, organization, project)
        vocabulary = load_vocabulary(settings)
        asked, document = read_plugin_query(query, dataset)

        async def answer() -> bytes:
            async with open_source(origin, settings, vocabulary) as source:
                return await source.answer(asked, document)

        parsed: dict[str, Any] = orjson.loads(asyncio.run(answer()))
        return parsed
