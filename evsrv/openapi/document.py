"""The OpenAPI document."""

from evsrv import __version__
from evsrv.config import Settings
from evsrv.openapi.components import Components, Json
from evsrv.openapi.conditions import vocabulary_components
from evsrv.openapi.conversation_operations import conversation_paths
from evsrv.openapi.events import event_components
from evsrv.openapi.feedback_operations import feedback_paths
from evsrv.openapi.operations import paths
from evsrv.openapi.plugin_operations import PLUGINS_TAG, plugin_paths
from evsrv.openapi.queries import query_components
from evsrv.openapi.responses import HEADERS, error_components
from evsrv.plugin.vocabulary import Vocabulary

_DESCRIPTION = """\
Send events, ask questions. Errors are `application/problem+json`, also for a path or method that is
not described here (404, 405) and for requests that are not HTTP as they should be (400, 414, 431).
Bodies may be packed with gzip or deflate; answers over 1 kB are compressed with gzip if the request
accepts that."""

_TAGS = {
    "Events": "Sending events.",
    "Conversations": "Conversations with their messages.",
    "Feedback": "Feedback on messages.",
    "Queries": "The query language.",
    "Discovery": "Keys and values in `properties` and `userProperties`.",
    "Reports": "Ready-made questions on searches.",
    "Keys": "The key of the request.",
    PLUGINS_TAG: "Routes that plugins add.",
    "Operation": "For operators of the server. No key is needed.",
}


def describe_api(vocabulary: Vocabulary, settings: Settings) -> Json:
    """Return the OpenAPI 3.1 document of a server with this vocabulary and these settings."""
    components = Components.read(vocabulary)
    vocabulary_components(vocabulary, components)
    query_components(vocabulary, components, settings)
    event_components(components, settings)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "evsrv",
            "version": __version__,
            "summary": "Event analytics: send events, ask questions.",
            "description": _DESCRIPTION,
            "license": {"name": "MIT"},
        },
        # Relative to the document, so that it holds below a prefix of a proxy.
        "servers": [{"url": "."}],
        "security": [{"key": []}],
        "tags": [
            {"name": name, "description": text}
            for name, text in _TAGS.items()
            if vocabulary.routes or name != PLUGINS_TAG
        ],
        "paths": {
            **paths(components, settings, vocabulary.formats),
            **conversation_paths(components, settings),
            **feedback_paths(components, settings),
            **plugin_paths(vocabulary.routes),
        },
        "components": {
            "schemas": dict(sorted(components.schemas.items())),
            "responses": error_components(),
            "headers": dict(HEADERS),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An api key reads and writes, a read key only reads, a web key"
                    " only writes, and reads conversations by their ids.",
                },
                "urlKey": {
                    "type": "apiKey",
                    "in": "query",
                    "name": "key",
                    "description": "A web key, from pages that cannot send a header.",
                },
            },
        },
    }
