"""The URL parameters of the operations."""

from collections.abc import Sequence

from evsrv.core.limits import MAX_LIST_OFFSET
from evsrv.openapi.components import Json, reference

MAX_INTEGER = 2**63 - 1


def time_parameters() -> list[Json]:
    """Return the members of every question that may stand in the URL."""
    return [
        _word("timezone", "The time zone.", "Timezone", "America/New_York"),
        _word("weekStart", "The first day of a week.", "WeekStart", "sunday"),
        _word("range", "The time of the rows.", "Range", "2026-03-01/2026-04-01", "past 7 days"),
        _word("now", "The instant that ranges are relative to.", "Now", "2026-04-01T00:00:00Z"),
    ]


def keys_parameters() -> list[Json]:
    """Return the members of a request for keys that may stand in the URL."""
    description = "Whether keys come with their kinds and shares."
    return [*time_parameters(), url_parameter("details", description, {"type": "boolean"})]


def values_parameters(max_limit: int) -> list[Json]:
    """Return the members of a request for values of a key that may stand in the URL."""
    limit: Json = {"type": "integer", "minimum": 1, "maximum": max_limit}
    return [
        *time_parameters(),
        url_parameter("limit", "Maximum number of values.", limit),
        url_parameter("counts", "Whether values come with their counts.", {"type": "boolean"}),
        url_parameter("prefix", "The beginning of the values wanted.", {"type": "string"}),
    ]


def query_parameters(max_limit: int) -> list[Json]:
    """Return the members of a query that may stand in the URL."""
    return [
        url_parameter(
            "limit",
            "Maximum number of rows.",
            {"type": "integer", "minimum": 0, "maximum": max_limit},
        ),
        url_parameter(
            "offset",
            "Number of rows to skip.",
            {"type": "integer", "minimum": 0, "maximum": MAX_INTEGER},
        ),
        url_parameter(
            "jsonValues",
            "Whether values inside JSON fields are shown as text or as they were sent.",
            {"type": "string", "enum": ["text", "native"]},
        ),
        *time_parameters(),
        _word("compare", "A second range, beside the first.", "Compare", "previous", "1 year"),
        url_parameter("fill", "Whether empty buckets of time are rows too.", {"type": "boolean"}),
    ]


def meta_parameter() -> Json:
    """Return the member of a query for one page that a file cannot have."""
    description = "Whether the answer describes its columns, and says if it is cut."
    return url_parameter("meta", description, {"type": "boolean"})


def _word(name: str, description: str, component: str, *examples: str) -> Json:
    # In words: as examples of parameters they would contradict the examples of bodies.
    shown = " or ".join(f"`{example}`" for example in examples)
    return url_parameter(name, f"{description} For example {shown}.", reference(component))


SPREADSHEET: Json = {
    "name": "spreadsheet",
    "in": "query",
    "description": "CSV for spreadsheet programs: with a byte order mark, and a `'` before text"
    " that would be read as a formula.",
    "schema": {"type": "boolean", "default": False},
}

AS_EVENTS: Json = {
    "name": "as",
    "in": "query",
    "description": "`events`: NDJSON of what `POST /events/batch` and `evsrv import` take, without"
    " loss. The query may not choose columns or groups.",
    "schema": {"type": "string", "enum": ["events"]},
}


def format_parameter(names: Sequence[str], default: str) -> Json:
    """Return the parameter that names the format of an answer."""
    description = "The format; without it, the one that `Accept` prefers."
    return url_parameter("format", description, {"enum": list(names), "default": default})


def url_parameter(name: str, description: str, schema: Json) -> Json:
    """Return a parameter of the URL's query."""
    return {"name": name, "in": "query", "description": description, "schema": schema}


def path_parameter(name: str, description: str) -> Json:
    """Return a parameter of the path: an id that can stand at its end."""
    schema: Json = {"type": "string", "minLength": 1, "not": {"enum": [".", ".."]}}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


def list_parameters(default_limit: int, max_limit: int) -> list[Json]:
    """Return the parameters of a list."""
    return [
        url_parameter(
            "limit",
            "Items on a page.",
            {"type": "integer", "minimum": 1, "maximum": max_limit, "default": default_limit},
        ),
        url_parameter(
            "offset",
            "Items to skip.",
            {"type": "integer", "minimum": 0, "maximum": MAX_LIST_OFFSET, "default": 0},
        ),
    ]
