"""Endpoints of events and keys: authenticate, read the body, call the service, respond."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from evsrv.core.errors import RequestError
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_EVENT_BODY_DEPTH
from evsrv.core.timestamps import format_timestamp
from evsrv.core.timing import stage
from evsrv.engine.api_key import ApiKey
from evsrv.ingest import Entry, echo, has_event_lines, read_batch, read_lines, read_text
from evsrv.service.ingestion import LoggedEvent
from evsrv.web.app_keys import SERVICE, VISITOR_IDS
from evsrv.web.auth import authorize_read, authorize_write
from evsrv.web.header_list import header_list
from evsrv.web.json_io import (
    JSON,
    NDJSON_TYPES,
    TEXT,
    json_response,
    read_body,
)
from evsrv.web.problems import problem_document

routes = web.RouteTableDef()

_BATCH_READERS = {JSON: read_batch, TEXT: read_text}
"""By content type; of all others, lines."""


@routes.post("/events")
async def log_event(request: web.Request) -> web.Response:
    """Store one event."""
    key = await authorize_write(request)
    body = await read_body(request, JSON, TEXT)
    if request.content_type == TEXT and has_event_lines(body):
        return await _log_batch(request, key, read_lines(body))
    with stage("read"):
        document = read_object(body, max_depth=MAX_EVENT_BODY_DEPTH)
    logged = await request.app[SERVICE].log_event(document, key, _visitor(request, key))
    response = json_response(echo(logged.event))
    if logged.differs:
        response.headers["X-Duplicate"] = "differs"
    if logged.ignored:
        response.headers["X-Ignored-Members"] = header_list(logged.ignored)
    return response


@routes.post("/events/batch")
async def log_events(request: web.Request) -> web.Response:
    """Store many events and answer the outcome of each."""
    key = await authorize_write(request)
    body = await read_body(request, JSON, *NDJSON_TYPES, TEXT)
    with stage("read"):
        batch = _BATCH_READERS.get(request.content_type, read_lines)(body)
    return await _log_batch(request, key, batch)


async def _log_batch(request: web.Request, key: ApiKey, batch: Sequence[Entry]) -> web.Response:
    outcomes = await request.app[SERVICE].log_events(batch, key, _visitor(request, key))
    return json_response({"results": [_outcome(outcome) for outcome in outcomes]})


@routes.get("/me")
async def describe_own_key(request: web.Request) -> web.Response:
    """Answer the kind, name, scope and expiry of the key."""
    key = await authorize_read(request)
    expires_at = None if key.expires_at is None else format_timestamp(key.expires_at)
    return json_response(
        {
            "id": key.id,
            "kind": key.kind,
            "name": key.name,
            "organizationId": key.organization_id,
            "projectId": key.project_id,
            "integrationId": key.integration_id,
            "expiresAt": expires_at,
        }
    )


def _visitor(request: web.Request, key: ApiKey) -> str | None:
    """Return the id of the visitor whose browser sends a request, if the server has such ids."""
    visitor_ids = request.app[VISITOR_IDS]
    if visitor_ids is None or key.kind != "web":
        return None
    return visitor_ids.visitor_id(request, key)


def _outcome(outcome: LoggedEvent | RequestError) -> dict[str, Any]:
    if isinstance(outcome, RequestError):
        return {"status": "refused", "problem": problem_document(outcome)}
    status = "duplicate" if outcome.duplicate else "stored"
    shown: dict[str, Any] = {"status": status, "id": outcome.event.id}
    if outcome.differs:
        shown["differs"] = True
    if outcome.ignored:
        shown["ignored"] = list(outcome.ignored)
    return shown
