"""Discovery over several datasets: the keys of a JSON field, and the values of a key."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import orjson
from attrs import evolve

from evsrv.core.limits import MAX_SAMPLED_ROWS
from evsrv.engine.discovered import CountedValue, JsonKind, KeySample
from evsrv.engine.port import Row
from evsrv.postgresql.compiler.raw_statement import compile_keys, compile_raw
from evsrv.postgresql.memory_thread import MemoryThread
from evsrv.postgresql.page import read_rows
from evsrv.postgresql.property_keys import list_keys_of_field
from evsrv.postgresql.session import Session
from evsrv.query.plan import ALL_ROWS, Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.merged_values import COUNTED, MergedValues
from evsrv.sqlite.memory_tables import MemoryDatabases
from evsrv.sqlite.property_keys import has_listed_keys

_BATCH_ROWS = 100


async def read_keys(
    plans: Sequence[Plan], field: str, limit: int, session: Session
) -> Sequence[str]:
    """Return the first keys of a field in the rows of plans, in code point order."""
    keys = {key for plan in plans for key in await _read_keys(plan, field, limit, session)}
    return sorted(keys)[:limit]


async def _read_keys(plan: Plan, field: str, limit: int, session: Session) -> Sequence[str]:
    if has_listed_keys(plan):
        return await list_keys_of_field(session, field, limit)
    query = compile_keys(plan, Reference(plan.dataset.fields[field]), limit)
    return [key for (key,) in await session.rows(query)]


async def read_key_details(
    plans: Sequence[Plan], field: str, limit: int, session: Session
) -> KeySample:
    """Return the same keys, with details from the newest rows of each plan."""
    keys = await read_keys(plans, field, limit, session)
    rows = dict.fromkeys(keys, 0)
    kinds: dict[str, set[JsonKind]] = {key: set() for key in keys}
    sampled = 0
    for plan in plans:
        async with aclosing(_documents(plan, field, session)) as documents:
            async for document in documents:
                sampled += 1
                for key, value in document.items():
                    if key in rows and value is not None:
                        rows[key] += 1
                        kinds[key].add(_kind_of(value))
    return KeySample.of_counts(rows, kinds, sampled)


async def _documents(
    plan: Plan, field: str, session: Session
) -> AsyncGenerator[Mapping[str, Any], None]:
    """Yield the documents of a field in the first rows of a raw plan."""
    reference = Reference(plan.dataset.fields[field])
    sample = evolve(plan, columns=(reference,), limit=MAX_SAMPLED_ROWS, offset=0)
    async with aclosing(session.batches(compile_raw(sample).page, _BATCH_ROWS)) as batches:
        async for batch in batches:
            for (document,) in batch:
                yield {} if document is None else orjson.loads(document)


def _kind_of(value: Any) -> JsonKind:
    match value:
        case str():
            return "string"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case list():
            return "array"
    return "object"


async def read_values(
    plans: Sequence[Plan], limit: int, session: Session, memory: MemoryDatabases, timeout: float
) -> Sequence[CountedValue]:
    """Return the first values of plans whose rows are values and their counts.

    Counts of one value are added. The most frequent come first.
    """
    if len(plans) == 1:
        rows = await read_rows(evolve(plans[0], limit=limit), session, memory, timeout)
    else:
        rows = await _read_merged(plans, limit, session, memory, timeout)
    return [CountedValue(value, count) for value, count in rows]


async def _read_merged(
    plans: Sequence[Plan], limit: int, session: Session, memory: MemoryDatabases, timeout: float
) -> Sequence[Row]:
    counted: list[Row] = []
    for plan in plans:
        every = evolve(plan, order=(), limit=ALL_ROWS, json_values="native")
        counted += await read_rows(every, session, memory, timeout)
    merged = MergedValues.of_plan(plans[0])

    def merge() -> Sequence[Row]:
        with memory.open() as tables:
            tables.create(COUNTED, merged.columns)
            tables.insert(COUNTED, len(merged.columns), counted)
            return tables.read(merged.select(limit))

    with MemoryThread(timeout) as thread:
        return await thread.run(merge)
