"""The words of SQL and of other query APIs for the names that the query language has."""

from collections.abc import Mapping
from types import MappingProxyType

from evsrv.core.errors import fold_name

_OPERATORS = {
    "eq": "= == === : is equal equals equal_to exact term",
    "neq": "!= !== <> ne not_equal not_equals does_not_equal is_not is_distinct",
    "gt": "> greater greater_than more_than above after is_after after_date is_date_after",
    "gte": ">= => ge greater_than_or_equal greater_or_equal greater_than_or_equal_to at_least since"
    " from on_or_after after_or_on_date min",
    "lt": "< less less_than below before is_before before_date is_date_before",
    "lte": "<= =< le less_than_or_equal less_or_equal less_than_or_equal_to at_most until to"
    " on_or_before before_or_on_date max",
    "in": "any any_of is_any_of one_of is_one_of in_list terms",
    "notIn": "nin not_any_of none_of is_none_of not_one_of is_not_in not_in_list",
    "isNull": "null is_empty empty not_set is_not_set unset not_exists does_not_exist missing",
    "isNotNull": "not_null set is_set exists is_not_empty not_empty present",
    "contains": "like includes substring has",
    "arrayContains": "has contains array_has member_of",
    "containsIgnoreCase": "ilike icontains contains_ci ~~*",
    "startsWith": "prefix begins_with starts start_with",
    "startsWithIgnoreCase": "istarts_with",
    "endsWith": "suffix ends end_with",
    "endsWithIgnoreCase": "iends_with",
    "matches": "like ilike regex regexp iregex match imatch rlike similar_to glob wildcard ~ ~* =~",
    "jsonContains": "@> cs contains superset_of",
    "jsonContainedBy": "<@ cd contained_by is_contained_by subset_of",
    "jsonHasKey": "? has_key key_exists",
    "jsonHasAnyKey": "?| has_any_key has_any_keys",
    "jsonHasAllKeys": "?& has_keys has_all_keys",
    "jsonArrayContainsObject": "elem_match",
}
_AGGREGATIONS = {
    "count": "number rows events size length total count_all count_star pageviews hits",
    "countDistinct": "uniq unique uniques distinct nunique countd count_unique count_uniq"
    " uniq_exact approx_count_distinct count_distinct_approx cardinality dau unique_users visitors",
    "sum": "add plus total",
    "avg": "average mean",
    "min": "minimum least smallest",
    "max": "maximum greatest largest",
    "median": "med quantile percentile",
    "p50": "median med",
    "p95": "quantile percentile quantiles percentiles percentile_cont",
}
_TIME_UNITS = {
    "minute": "minutely 1m",
    "hour": "hourly 1h",
    "day": "daily date 1d",
    "week": "weekly iso_week 1w",
    "month": "monthly 1mo",
    "quarter": "quarterly 1q",
    "year": "yearly annual annually 1y",
}
_FUNCTIONS = {
    "dayOfWeek": "weekday dow iso_dow day_name",
    "hourOfDay": "hour hours time_of_day",
    "dayOfMonth": "day dom date",
    "monthOfYear": "month moy month_name",
    "lower": "lowercase to_lower_case fold casefold ignore_case",
    "domain": "host hostname url_host site origin",
    "length": "len size char_length character_length count",
}
_FIELDS = {
    "type": "event event_name name action",
    "eventType": "entity kind category",
    "createdAt": "created timestamp time ts date datetime event_time occurred_at inserted_at",
    "firstMessageTime": "created_at created timestamp time ts date datetime started_at start_time",
    "userMessageCount": "message_count messages count length turns questions",
    "reasons": "reason labels comment",
    "properties": "props attributes metadata params event_properties custom_properties",
    "userProperties": "user user_props user_attributes person person_properties traits",
    "searchQuery": "query search term",
    "id": "uuid event_id insert_id",
    "projectId": "project site",
    "organizationId": "organization org tenant",
}
_MEMBERS = {
    "select": "columns fields measures metrics aggregations aggregates projection series"
    " time_dimensions",
    "groupBy": "group groups grouping dimensions breakdown breakdowns by",
    "where": "filter filters condition conditions and or not predicate segments",
    "orderBy": "order sort sort_by ordering",
    "limit": "page_size per_page top first take size max_rows row_limit",
    "offset": "skip start_at",
    "notes": "note comment description",
    "timezone": "tz tz_name time_zone_name zone zone_name tzid",
    "weekStart": "first_day_of_week start_of_week week_starts_on week_start_day first_weekday",
    "range": "date_range time_range time_frame timeframe period date_interval time_filter",
    "compare": "compare_to comparison compare_range compare_date_range previous_period",
    "fill": "fill_gaps gap_fill fill_missing zero_fill fill_missing_dates densify with_fill",
    "meta": "metadata with_meta include_meta describe",
    "having": "post_filter measure_filters",
    "now": "reference_time as_of today",
    "as": "alias label title rename",
    "over": "window rolling moving trailing",
    "within": "partition partition_by",
    "formula": "expression expr calculation",
    "width": "bin_width step bin_size",
    "edges": "ranges bounds breaks boundaries bins",
    "other": "others rest other_label",
    "condition": "filter predicate",
    "and": "all must",
    "or": "any should",
    "not": "none must_not",
    "batch": "events items data",
    "aggregation": "aggregate aggregator function func fn agg math metric measure operation",
    "timeUnit": "unit granularity interval bucket time_bucket period",
    "operator": "op comparator comparison operation function",
    "value": "values val operand rhs argument",
    "field": "column property attribute dimension member by name",
    "apply": "transform function func fn",
    "path": "keys json_path property_path",
    "key": "property name path",
    "direction": "dir order sort asc desc",
    "includeInSelect": "include show select",
    "entityType": "event_type kind",
    **_FIELDS,
}
_SELECTION_TYPES = {
    "aggregation": "aggregate agg measure metric function",
    "time": "time_dimension date granularity",
    "field": "column dimension property",
    "bucket": "histogram bin number_bucket",
    "formula": "expression calculation calculated",
    "rank": "row_number dense_rank",
}
_DIRECTIONS = {"asc": "ascending up 1", "desc": "descending down -1"}
_ENTITY_TYPES = {"event": "track page pageview page_view identify custom click screen"}


def _by_word(table: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for name, words in table.items():
        for word in words.split():
            names.setdefault(fold_name(word), []).append(name)
    return MappingProxyType({word: tuple(meant) for word, meant in names.items()})


_BY_NOUN: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "operator": _by_word(_OPERATORS),
        "aggregation": _by_word(_AGGREGATIONS),
        "time unit": _by_word(_TIME_UNITS),
        "function": _by_word(_FUNCTIONS),
        "field": _by_word(_FIELDS),
        "member": _by_word(_MEMBERS),
        "URL parameter": _by_word(_MEMBERS),
        "type": _by_word(_SELECTION_TYPES),
        "direction": _by_word(_DIRECTIONS),
        "entityType": _by_word(_ENTITY_TYPES),
    }
)


def meant_by(noun: str, word: object) -> tuple[str, ...]:
    """Return the names that a word of another language may stand for, the likeliest first."""
    return _BY_NOUN.get(noun, {}).get(fold_name(str(word)), ())
