"""Tables whose rows the server lists."""

from collections.abc import Sequence

import orjson

from evsrv.core.sql import Sql, bind, join, sql


def listed_table(name: Sql, columns: Sequence[str], rows: Sequence[Sequence[float | None]]) -> Sql:
    """Render a table of numbers."""
    values = (Sql(f"listed.value ->> {index}") for index in range(len(columns)))
    # One parameter, so that the text of the statement is the same for any number of rows. SQLite
    # guesses that json_each has 25 rows, and then scans the table in joins; two multiply the guess.
    return sql(
        "{} ({}) AS MATERIALIZED (\nSELECT {} FROM json_each({}) AS listed, json_each('[0]')\n)",
        name,
        Sql(", ".join(columns)),
        join(", ", values),
        bind(orjson.dumps(rows).decode()),
    )
