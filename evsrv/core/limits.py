"""Limits of requests. Past one, the request is refused with the limit in the message."""

MAX_JSON_DEPTH = 64
"""Levels of nesting in a stored JSON document; a scalar has depth 0, `{}` depth 1."""

MAX_FILTER_DEPTH = 32
"""Levels of `and`, `or` and `not` in a filter."""

MAX_FILTER_CONDITIONS = 1_000
"""Conditions in one filter."""

MAX_EVENT_BODY_DEPTH = 1 + MAX_JSON_DEPTH
"""Levels of nesting in the body of an event, whose JSON fields are one level down."""

MAX_CONVERSATION_BODY_DEPTH = 3 + MAX_JSON_DEPTH
"""Levels of nesting in the body of a conversation; its messages' JSON fields are three down."""

MAX_QUERY_BODY_DEPTH = 2 * MAX_FILTER_DEPTH + MAX_JSON_DEPTH
"""Levels of nesting in the body of a query.

A filter's level takes two of JSON's, and a condition may hold a document.
"""

MAX_ISSUES = 100
"""Issues named in one problem."""

MAX_BATCH_EVENTS = 10_000
"""Events in one batch."""

MAX_PROPERTY_KEYS = 10_000
"""Keys of a JSON field in one answer."""

MAX_SAMPLED_ROWS = 1_000
"""Rows of each dataset, the newest ones, that details of property keys are from."""

MAX_RESULT_CHARACTERS = 64_000_000
"""Characters of text in the rows of one answer."""

MAX_LIST_VALUES = 100_000
"""Values in the list of a condition."""

MAX_PATH_PARTS = 64
"""Parts of a path; a document is not deeper."""

LISTED_CONVERSATIONS = 20
"""Conversations on a page of the list if the request does not say."""

MAX_LISTED_CONVERSATIONS = 1_000
"""Conversations on a page of the list."""

LISTED_FEEDBACK = 10
"""Feedback in each list of a page if the request does not say."""

MAX_LISTED_FEEDBACK = 100
"""Feedback in each list of a page."""

MAX_LIST_OFFSET = 10**18 - 1
"""Items that a page of a list may skip."""

MAX_FORMULA_DEPTH = 32
"""Levels of brackets, signs and `coalesce` in a formula."""

MAX_WINDOW_COLUMNS = 20
"""Aggregations with `over` or `within` in one query."""

MAX_TIME_BUCKETS = 10_000
"""Buckets of time that a query with `fill`, `compare`, `over` or `hours` has."""
