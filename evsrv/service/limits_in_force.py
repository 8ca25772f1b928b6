"""The limits that requests to this server meet, by the names under which clients see them."""

from collections.abc import Mapping
from typing import Any

from evsrv.config import Settings
from evsrv.core import limits
from evsrv.core.datasets import EVENTS
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.schema_documents import schema_documents, schema_name

_IN_SCHEMA: Mapping[str, str] = {
    "maxSelections": "properties/select/maxItems",
    "maxGroups": "properties/groupBy/maxItems",
    "maxOrders": "properties/orderBy/maxItems",
    "maxFormulaCharacters": "$defs/formulaSelection/properties/formula/maxLength",
    "maxOverBuckets": "$defs/aggregationSelection/properties/over/else/maximum",
    "maxTopValues": "$defs/group/properties/top/properties/limit/maximum",
    "maxBucketEdges": "$defs/bucketSelection/properties/edges/maxItems",
}
"""The places of limits in the schema of queries, which is the same for all datasets."""


def limits_in_force(settings: Settings, vocabulary: Vocabulary) -> dict[str, float | None]:
    """Return every limit with its unit in its name; None if it is switched off."""
    return {
        "pageSize": settings.page_size,
        "maxPageSize": settings.max_page_size,
        "queryTimeoutSeconds": settings.query_timeout,
        "requestsPerMinute": settings.rate_limit or None,
        "maxBodyBytes": settings.max_body_bytes,
        "maxBatchEvents": limits.MAX_BATCH_EVENTS,
        "maxEventBytes": settings.max_event_bytes,
        "maxEventMembers": settings.max_event_members,
        "maxTextCharacters": settings.max_text_characters,
        "maxSearchQueryCharacters": settings.max_search_query_characters,
        "maxConversationBytes": settings.max_conversation_bytes,
        "maxConversationMessages": settings.max_conversation_messages,
        "maxFutureSeconds": settings.max_future or None,
        "maxEventBodyDepth": limits.MAX_EVENT_BODY_DEPTH,
        "maxConversationBodyDepth": limits.MAX_CONVERSATION_BODY_DEPTH,
        "maxQueryBodyDepth": limits.MAX_QUERY_BODY_DEPTH,
        "maxJsonDepth": limits.MAX_JSON_DEPTH,
        "maxPathParts": limits.MAX_PATH_PARTS,
        "maxFilterDepth": limits.MAX_FILTER_DEPTH,
        "maxFilterConditions": limits.MAX_FILTER_CONDITIONS,
        "maxListValues": limits.MAX_LIST_VALUES,
        "maxFormulaDepth": limits.MAX_FORMULA_DEPTH,
        "maxWindowColumns": limits.MAX_WINDOW_COLUMNS,
        "maxTimeBuckets": limits.MAX_TIME_BUCKETS,
        **_limits_in_schema(vocabulary),
        "maxResultCharacters": limits.MAX_RESULT_CHARACTERS,
        "maxPropertyKeys": limits.MAX_PROPERTY_KEYS,
        "maxSampledRows": limits.MAX_SAMPLED_ROWS,
        "maxListedConversations": limits.MAX_LISTED_CONVERSATIONS,
        "maxListedFeedback": limits.MAX_LISTED_FEEDBACK,
        "maxListOffset": limits.MAX_LIST_OFFSET,
        "maxIssues": limits.MAX_ISSUES,
    }


def _limits_in_schema(vocabulary: Vocabulary) -> dict[str, int]:
    name = schema_name("query", EVENTS)
    (schema,) = (found for found in schema_documents(vocabulary) if found["$id"] == name)
    return {limit: _number_at(schema, place) for limit, place in _IN_SCHEMA.items()}


def _number_at(part: Any, place: str) -> int:
    for member in place.split("/"):
        part = part[member]
    return int(part)
