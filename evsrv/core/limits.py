"""How much a request may ask for. Past these it is refused, with the limit in the message."""

MAX_JSON_DEPTH = 64
"""How deep a JSON document that is kept may nest; a scalar has depth 0, `{}` depth 1."""

MAX_FILTER_DEPTH = 32
"""How deep filters may nest in `and`, `or` and `not`."""

MAX_FILTER_CONDITIONS = 1_000
"""How many conditions one filter may hold."""

MAX_EVENT_BODY_DEPTH = 1 + MAX_JSON_DEPTH
"""An event's JSON fields are one level down."""

MAX_QUERY_BODY_DEPTH = 2 * MAX_FILTER_DEPTH + MAX_JSON_DEPTH
"""A filter's level takes two of JSON's, and a condition may hold a document."""

MAX_ISSUES = 100
"""How many things that are wrong one answer names."""

MAX_BATCH_EVENTS = 10_000
"""How many events one batch may hold."""

MAX_RESULT_CHARACTERS = 64_000_000
"""How much text the rows of one answer may hold."""

MAX_LIST_VALUES = 100_000
"""How many values a list in a condition may have."""

MAX_PATH_PARTS = 64
"""How many parts a path may have; no document is deeper."""
