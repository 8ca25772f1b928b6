"""All rows of a query as the bodies that store them again."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from evsrv.core.errors import Issue, Unprocessable
from evsrv.engine.port import Engine, Row
from evsrv.ingest.bodies import row_body
from evsrv.query.plan import Plan
from evsrv.query.reference import whole_fields
from evsrv.service.answer import row_encoder
from evsrv.service.file_formats import write_ndjson


def require_whole_rows(plan: Plan, query: Mapping[str, Any]) -> None:
    """Raise `Unprocessable` if the rows of a query do not have all that is stored."""
    name = plan.dataset.name
    if not plan.dataset.rows_are_bodies:
        message = (
            f"as=events is for events; `evsrv export --dataset {name}` writes {name} for an import"
        )
        raise Unprocessable.of([Issue("", message)])
    if plan.groups is not None or plan.columns != whole_fields(plan.dataset):
        message = f"as=events writes whole {name}; leave select and groupBy away"
        raise Unprocessable.of([Issue("/select" if query.get("select") else "/groupBy", message)])


async def export_bodies(
    engine: Engine, plan: Plan, count: Callable[[int], None]
) -> AsyncGenerator[bytes, None]:
    """Yield the rows of a plan with all fields as chunks of NDJSON.

    `count` is called with each chunk's number of rows.
    """
    to_row = row_encoder(plan.columns, "native", documents="native")

    def encode(rows: Sequence[Row]) -> bytes:
        count(len(rows))
        return write_ndjson([row_body(to_row(row)) for row in rows])

    async with engine.stream(plan) as stream, aclosing(stream.batches(encode)) as chunks:
        async for chunk in chunks:
            yield chunk
