"""The composition root: settings become a running application."""

import logging
import shlex
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from aiohttp import web
from attrs import fields

from evsrv.config import DEFAULT_FILE, Settings
from evsrv.core import resources, timestamps
from evsrv.database import open_engine, terms_of_engine
from evsrv.engine.port import Engine
from evsrv.ingest import EventReader
from evsrv.ingest.conversation_limits import ConversationLimits
from evsrv.ingest.conversation_reader import ConversationReader
from evsrv.ingest.feedback_limits import FeedbackLimits
from evsrv.ingest.feedback_reader import FeedbackReader
from evsrv.ingest.limits import EventLimits
from evsrv.language import load_vocabulary, make_frontend
from evsrv.openapi import describe_api
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.service.answer_cache import AnswerCache, EncodedAnswer
from evsrv.service.conversations import Conversations
from evsrv.service.feedback import Feedback
from evsrv.service.format_choice import FormatChoice
from evsrv.service.ingestion import Ingestion
from evsrv.service.language_description import describe_language
from evsrv.service.service import Service
from evsrv.service.stored_events import StoredEvents, delivering
from evsrv.web import conversation_routes, feedback_routes, health
from evsrv.web.app_keys import (
    BODY_TIMEOUT,
    DEBUG,
    ENGINE,
    IN_FLIGHT,
    RATE_LIMITS,
    SERVICE,
    TRUSTED_PROXIES,
    VISITOR_IDS,
)
from evsrv.web.client_address import TrustedProxies
from evsrv.web.cors import Cors
from evsrv.web.guide_routes import guide_routes
from evsrv.web.in_flight import InFlightRequests
from evsrv.web.metrics import load_metrics, metrics_route
from evsrv.web.openapi_routes import openapi_routes
from evsrv.web.page_routes import page_routes
from evsrv.web.page_script import page_script_routes
from evsrv.web.plugin_routes import plugin_routes
from evsrv.web.problems import problems
from evsrv.web.protocol import HANDLER_ARGS
from evsrv.web.query_routes import query_routes
from evsrv.web.rate_limits import RateLimits
from evsrv.web.request_checks import request_checks
from evsrv.web.request_log import request_logging, response_headers
from evsrv.web.response_bodies import response_bodies
from evsrv.web.root import root_routes
from evsrv.web.routes import routes
from evsrv.web.send_timeout import SendTimeout
from evsrv.web.visitor_ids import VisitorIds

L = TypeVar("L", EventLimits, ConversationLimits, FeedbackLimits)

_log = logging.getLogger(__name__)


@asynccontextmanager
async def service(settings: Settings, vocabulary: Vocabulary) -> AsyncIterator[Service]:
    """Open the settings' database and serve from it, until the context ends."""
    terms = terms_of_engine(settings, vocabulary)
    async with open_engine(settings, terms) as engine:
        yield make_service(settings, terms, engine)


def create_app(
    settings: Settings,
    vocabulary: Vocabulary | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
    debug: bool = False,
) -> web.Application:
    """Make the application; it opens the database when it starts and closes it when it stops.

    `vocabulary` is by default that of the settings' plugins; `clock`, in seconds, is what rate
    limits go by. `debug` shows failures of plugins in problems. Raises `PluginError`.
    """
    terms = terms_of_engine(
        settings, load_vocabulary(settings) if vocabulary is None else vocabulary
    )
    metrics = load_metrics()
    in_flight, send_timeout = InFlightRequests(), SendTimeout(settings.send_timeout)
    app = web.Application(
        middlewares=[
            request_logging(metrics, in_flight, send_timeout),
            # Outside of `problems`, which have bodies too.
            response_bodies,
            problems,
            request_checks,
        ],
        client_max_size=settings.max_body_bytes,
        handler_args=HANDLER_ARGS,
    )
    app.on_response_prepare.append(response_headers(Cors(settings.cors_origins), in_flight))
    app[IN_FLIGHT] = in_flight
    app[RATE_LIMITS] = RateLimits(settings.rate_limit, settings.rate_burst, clock)
    app[TRUSTED_PROXIES] = TrustedProxies.parse(settings.trusted_proxies)
    app[VISITOR_IDS] = VisitorIds(app[TRUSTED_PROXIES]) if settings.anonymous_visitors else None
    app[DEBUG] = debug
    app[BODY_TIMEOUT] = settings.body_timeout
    app.add_routes([*routes, *query_routes, *conversation_routes.routes, *feedback_routes.routes])
    app.add_routes([*root_routes, *health.routes, metrics_route(metrics)])
    app.add_routes([*openapi_routes(describe_api(terms, settings)), *page_script_routes()])
    app.add_routes(plugin_routes(terms.routes, settings.query_timeout))
    app.add_routes([*page_routes(), *guide_routes(resources.DOCS)])

    async def serve(app: web.Application) -> AsyncIterator[None]:
        is_new = isinstance(settings.db, Path) and not settings.db.exists()
        async with (
            open_engine(settings, terms, with_retention=True) as engine,
            send_timeout.checking(),
            delivering(terms.stored_hooks, settings.shutdown_timeout) as stored,
        ):
            await _warn_without_keys(engine, settings, is_new=is_new)
            app[ENGINE] = engine
            app[SERVICE] = make_service(settings, terms, engine, stored)
            if metrics is not None:
                metrics.add_stats(engine.stats, in_flight.__len__)
                metrics.add_ingest_stats(app[SERVICE].ingest_stats)
                if stored is not None:
                    metrics.add_stored_events(stored)
            yield

    app.cleanup_ctx.append(serve)
    return app


async def _warn_without_keys(engine: Engine, settings: Settings, *, is_new: bool) -> None:
    """Log which command makes a key, if no request can have a valid one."""
    if not await engine.has_valid_key(timestamps.now()):
        _log.warning(
            "%s %s no key: every request will be refused; %s",
            settings.db,
            "did not exist; a new file was made, which has" if is_new else "has",
            _command_that_makes_keys(settings),
        )


def _command_that_makes_keys(settings: Settings) -> str:
    """Return the advice to run `evsrv init` if it would find this database, else another one."""
    if settings.db == Settings().db and not DEFAULT_FILE.exists():
        return "make three keys, in another terminal and in this directory: evsrv init"
    # The string that names it has secrets.
    is_file = isinstance(settings.db, Path)
    db = shlex.quote(str(settings.db)) if is_file else "postgresql://..."
    return f"make one: evsrv keys create --db {db} --kind api --organization NAME"


def _limits(limits: type[L], settings: Settings) -> L:
    """Return limits whose attributes are settings of the same names."""
    return limits(**{limit.name: getattr(settings, limit.name) for limit in fields(limits)})


def make_service(
    settings: Settings,
    vocabulary: Vocabulary,
    engine: Engine,
    stored: StoredEvents | None = None,
) -> Service:
    """Return the service over an open engine; `stored` gets the events that it stores."""
    ingestion = Ingestion(
        engine,
        EventReader(),
        _limits(EventLimits, settings),
        settings.user_paths,
        settings.retention_days,
        whole_conversations=settings.event_conversations == "whole",
        hooks=vocabulary.event_hooks,
        note_stored=None if stored is None else stored.add,
    )
    return Service(
        make_frontend(settings, vocabulary),
        ingestion,
        engine,
        AnswerCache(engine, max_bytes=settings.cache_bytes),
        Conversations(
            engine.conversations,
            ConversationReader(),
            _limits(ConversationLimits, settings),
            ingestion.stats,
        ),
        Feedback(
            engine.feedback, FeedbackReader(), _limits(FeedbackLimits, settings), ingestion.stats
        ),
        EncodedAnswer.encode(describe_language(vocabulary, settings, engine.software)),
        FormatChoice.from_vocabulary(vocabulary),
    )
