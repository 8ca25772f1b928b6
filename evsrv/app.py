"""The composition root: settings become a running application."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from evsrv import builtin, resources
from evsrv.compiler import Compiler
from evsrv.config import Settings
from evsrv.ingest import EventReader
from evsrv.openapi import describe_api
from evsrv.service import Service
from evsrv.sql import register
from evsrv.store import Store
from evsrv.vocabulary import Vocabulary, collect, find_plugins
from evsrv.web.cors import cors
from evsrv.web.documents import document_routes
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


@asynccontextmanager
async def service(settings: Settings, vocabulary: Vocabulary) -> AsyncIterator[Service]:
    """Open the settings' database and serve from it, until the context ends."""

    def prepare(connection: sqlite3.Connection) -> None:
        register(connection)
        vocabulary.prepare_connection(connection)

    async with await Store.open(settings.db, readers=settings.readers, prepare=prepare) as store:
        compiler = make_compiler(settings, vocabulary)
        yield Service(compiler, EventReader(), store, settings.query_timeout)


def create_app(settings: Settings, vocabulary: Vocabulary | None = None) -> web.Application:
    """Make the application; it opens the database when it starts and closes it when it stops.

    `vocabulary` is by default that of the settings' plugins. Raises `PluginError`.
    """
    terms = load_vocabulary(settings) if vocabulary is None else vocabulary
    app = web.Application(
        middlewares=[cors(settings.cors_origins), problems],
        client_max_size=settings.max_body_bytes,
    )
    app.add_routes([*routes, *document_routes(describe_api(terms, settings))])

    async def serve(app: web.Application) -> AsyncIterator[None]:
        async with service(settings, terms) as app[SERVICE]:
            yield

    app.cleanup_ctx.append(serve)
    return app
