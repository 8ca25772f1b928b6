"""The composition root: settings become a running application."""

import sqlite3
from collections.abc import AsyncIterator

from aiohttp import web

from evsrv import builtin, resources
from evsrv.config import Settings
from evsrv.ingest import EventReader
from evsrv.service import Compiler, Service
from evsrv.sql import register
from evsrv.store import Store
from evsrv.vocabulary import Vocabulary, collect, find_plugins
from evsrv.web.keys import SERVICE
from evsrv.web.problems import problems
from evsrv.web.routes import routes


def load_vocabulary(settings: Settings) -> Vocabulary:
    """Collect the terms of every plugin that the settings leave switched on."""
    return collect(
        find_plugins(
            builtin.PLUGINS,
            bundled=resources.PLUGINS,
            folder=settings.plugins_dir,
            disabled=settings.disabled_plugins,
        )
    )


def make_compiler(settings: Settings, vocabulary: Vocabulary) -> Compiler:
    """Make the compiler for a vocabulary under these settings."""
    return Compiler.of(
        vocabulary, page_size=settings.page_size, max_page_size=settings.max_page_size
    )


async def open_store(settings: Settings, vocabulary: Vocabulary) -> Store:
    """Open the settings' database, its connections ready for what the vocabulary compiles to."""

    def prepare(connection: sqlite3.Connection) -> None:
        register(connection)
        vocabulary.prepare_connection(connection)

    return await Store.open(settings.db, readers=settings.readers, prepare=prepare)


def create_app(settings: Settings, vocabulary: Vocabulary | None = None) -> web.Application:
    """Make the application; it opens the database when it starts and closes it when it stops.

    `vocabulary` is by default that of the settings' plugins. Raises `PluginError`.
    """
    if vocabulary is None:
        vocabulary = load_vocabulary(settings)
    app = web.Application(middlewares=[problems], client_max_size=settings.max_body_bytes)
    app.add_routes(routes)

    async def service(app: web.Application) -> AsyncIterator[None]:
        async with await open_store(settings, vocabulary) as store:
            app[SERVICE] = Service(
                make_compiler(settings, vocabulary), EventReader(), store, settings.query_timeout
            )
            yield

    app.cleanup_ctx.append(service)
    return app
