"""How much a request may ask for. Past these it is refused, with the limit in the message."""

JSON_DEPTH = 64
"""How deep a JSON document that is kept may nest; a scalar has depth 0, `{}` depth 1."""

FILTER_DEPTH = 32
"""How deep filters may nest in `and`, `or` and `not`."""

FILTER_CONDITIONS = 1_000
"""How many conditions one filter may hold."""

EVENT_BODY_DEPTH = 1 + JSON_DEPTH
"""An event's JSON fields are one level down."""

QUERY_BODY_DEPTH = 2 * FILTER_DEPTH + JSON_DEPTH
"""A filter's level takes two of JSON's, and a condition may hold a document."""

ISSUES = 100
"""How many things that are wrong one answer names."""

BATCH_EVENTS = 10_000
"""How many events one batch may hold."""

RESULT_CHARACTERS = 64_000_000
"""How much text the rows of one answer may hold."""

LIST_VALUES = 100_000
"""How many values a list in a condition may have."""

PATH_PARTS = 64
"""How many parts a path may have; no document is deeper."""
