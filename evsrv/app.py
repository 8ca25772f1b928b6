"""The composition root: settings become a running application."""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from evsrv import builtin, resources
from evsrv.compiler import Compiler
from evsrv.config import Settings
from evsrv.ingest import EventReader
from evsrv.openapi import describe_api
from evsrv.pages import Totals
from evsrv.replies import Replies
from evsrv.service import Service
from evsrv.sql import register
from evsrv.store import Store
from evsrv.store.retention import retaining
from evsrv.vocabulary import Vocabulary, collect, find_plugins
from evsrv.web import health
from evsrv.web.access import access, heads
from evsrv.web.cors import Cors, preflights
from evsrv.web.documents import document_routes
from evsrv.web.keys import BODY_TIMEOUT, RATE_LIMITS, SERVICE, STORE, TRAFFIC
from evsrv.web.metrics import load_metrics, metrics_route
from evsrv.web.problems import problems
from evsrv.web.rate_limits import RateLimits
from evsrv.web.routes import routes
from evsrv.web.traffic import Traffic


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
    async with await _open_store(settings, vocabulary) as store:
        yield _make_service(settings, vocabulary, store)


def create_app(
    settings: Settings,
    vocabulary: Vocabulary | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> web.Application:
    """Make the application; it opens the database when it starts and closes it when it stops.

    `vocabulary` is by default that of the settings' plugins; `clock`, in seconds, is what rate
    limits go by. Raises `PluginError`.
    """
    terms = load_vocabulary(settings) if vocabulary is None else vocabulary
    metrics = load_metrics()
    app = web.Application(
        middlewares=[access(metrics), problems, preflights],
        client_max_size=settings.max_body_bytes,
    )
    app.on_response_prepare.append(heads(Cors(settings.cors_origins)))
    app[TRAFFIC] = Traffic()
    app[RATE_LIMITS] = RateLimits(settings.rate_limit, settings.rate_burst, clock)
    app[BODY_TIMEOUT] = settings.body_timeout
    app.add_routes([*routes, *health.routes, metrics_route(metrics)])
    app.add_routes(document_routes(describe_api(terms, settings)))

    async def serve(app: web.Application) -> AsyncIterator[None]:
        async with (
            await _open_store(settings, terms) as store,
            retaining(store, settings.retention_days),
        ):
            app[STORE] = store
            app[SERVICE] = _make_service(settings, terms, store)
            if metrics is not None:
                metrics.watch(store.load, app[TRAFFIC].__len__)
            yield

    app.cleanup_ctx.append(serve)
    return app


async def _open_store(settings: Settings, vocabulary: Vocabulary) -> Store:
    def prepare(connection: sqlite3.Connection) -> None:
        register(connection)
        vocabulary.prepare_connection(connection)

    return await Store.open(settings.db, readers=settings.readers, prepare=prepare)


def _make_service(settings: Settings, vocabulary: Vocabulary, store: Store) -> Service:
    compiler = make_compiler(settings, vocabulary)
    timeout = settings.query_timeout
    replies = Replies(store, most_bytes=settings.cache_bytes, timeout=timeout)
    return Service(compiler, EventReader(), store, replies, Totals(), timeout)
