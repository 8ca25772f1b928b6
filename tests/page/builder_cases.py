"""Random documents for the builder: valid queries, and ones with a part that is something else."""

import copy
import random
from typing import Any

from semantics.budget import SEED, drawn
from semantics.language.query_strategies import queries
from semantics.model import CONVERSATIONS, EVENTS, FEEDBACK

Json = Any
DATASETS = {"events": EVENTS, "conversations": CONVERSATIONS, "feedback": FEEDBACK}
_DRAWN = 25
"""Of each dataset: a draw takes a fifth of a second, so the others recombine drawn ones."""
_ODD: list[Json] = [None, True, 0, "", "x", [], {}, [None], ["a"], {"and": 1}, {"path": None}]
_TYPE: Json = {"condition": {"field": "type", "operator": "eq", "value": "x"}}
_PLAN: Json = {
    "condition": {"field": "properties", "operator": "gt", "value": {"path": ["plan"], "value": 1}}
}
EDGES: list[Json] = [
    {"dataset": "events", "query": query, "isValid": is_valid}
    for is_valid, queries_ in (
        (
            True,
            [
                {},
                {"where": {"and": []}},
                {"where": {"and": [_TYPE]}},
                {"where": {"and": [{"and": [_PLAN]}]}},
                {"where": {"and": [_TYPE, _PLAN, {"not": _TYPE}]}},
                {"where": {"or": [_TYPE, _PLAN]}, "select": [], "notes": "x"},
                {"orderBy": [{"field": "properties", "path": ["a.b"], "direction": "asc"}]},
            ],
        ),
        (
            False,
            [
                {"groupBy": [{"field": "properties", "path": 5}]},
                {"where": {"and": {}}, "select": {}, "groupBy": "x", "limit": None},
                {"where": None, "having": [], "orderBy": [None, {"field": 1}]},
                {"select": [None, 1, {"type": "time"}, {"type": "aggregation", "where": 1}]},
                {"groupBy": [{"field": "type", "top": 3}, {"field": "type", "top": {}}]},
            ],
        ),
    )
    for query in queries_
]
"""Documents that a random one seldom is."""


def valid_cases(count: int) -> list[Json]:
    """Return queries of each dataset in turn; filters of one may stand in another."""
    source = random.Random(SEED)
    pools = {name: drawn(queries(dataset), _DRAWN) for name, dataset in DATASETS.items()}
    names = [*DATASETS]
    return [
        {"dataset": name, "query": _recombined(pools[name], source), "isValid": True}
        for name in (names[index % len(names)] for index in range(count))
    ]


def damaged_cases(cases: list[Json]) -> list[Json]:
    """Return documents in which some part is another value."""
    source = random.Random(SEED)
    return [{**case, "query": _damaged(case["query"], source), "isValid": False} for case in cases]


def _recombined(pool: list[Json], source: random.Random) -> Json:
    query = copy.deepcopy(source.choice(pool))
    wheres = [other["where"] for other in pool if "where" in other]
    match source.randrange(4):
        case 0:
            query.pop("where", None)
        case 1:
            query["where"] = source.choice(wheres)
        case 2:
            query["where"] = {"and": source.sample(wheres, min(3, len(wheres)))}
        case _:
            query["where"] = {"and": [{"or": source.sample(wheres, 2)}, source.choice(wheres)]}
    return query


def _damaged(query: Json, source: random.Random) -> Json:
    document = copy.deepcopy(query)
    part = document
    while True:
        keys = [*part] if isinstance(part, dict) else [*range(len(part))]
        key = source.choice(keys)
        child = part[key]
        if not isinstance(child, dict | list) or not child or source.random() < 0.3:
            part[key] = source.choice(_ODD)
            return document
        part = child
