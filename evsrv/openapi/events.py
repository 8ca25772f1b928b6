"""The schema of events, with the limits of this server."""

from evsrv.config import Settings
from evsrv.ingest.limits import DOCUMENTS, SEARCH_QUERY, SHORT_TEXTS
from evsrv.openapi.components import Components, Json


def event_components(components: Components, settings: Settings) -> None:
    """Add the limits of these settings to the schema of events."""
    event = components.schemas["Event"]
    limits: dict[str, Json] = {
        **{name: {"maxLength": settings.max_text_characters} for name in SHORT_TEXTS},
        SEARCH_QUERY: {"maxLength": settings.max_search_query_characters},
        **{name: {"maxProperties": settings.max_event_members} for name in DOCUMENTS},
    }
    members: Json = event["properties"]
    event["properties"] = {name: members[name] | limits.get(name, {}) for name in members}
    event["description"] = (
        f"At most {settings.max_event_bytes} bytes as canonical JSON. {_future(settings)}"
    )


def _future(settings: Settings) -> str:
    if not settings.max_future:
        return "createdAt may be in the future."
    return f"createdAt is at most {settings.max_future:g} s ahead of the server's clock."
