"""The price of what the language can say."""

from contextlib import ExitStack, closing

import orjson

from benchmark.answers import comparable, require_same
from benchmark.client import Client
from benchmark.figures import interleave, timed
from benchmark.language_queries import COMPARISONS, EARLIER, Comparison, Json
from benchmark.processes import serving
from benchmark.questions import PARAMETERS
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.rivals.by_hand import open_plainly
from benchmark.rivals.compiled import Compiled, column_names, prepare
from benchmark.rivals.server import PATH
from benchmark.setting import Setting, say

_SETTINGS = {
    "EVSRV_CACHE_BYTES": "0",
    # A query that is too slow misses its target, and does not end the run.
    "EVSRV_QUERY_TIMEOUT": "120",
}

_TEXT = """\
Milliseconds of queries over HTTP without a cache, beside the same query without the feature; and of
compiled SQL beside the SQL that was compiled for the same query when the language knew only UTC.
What a feature adds was first compared with answers to plain queries."""


def measure(setting: Setting) -> Section:
    """Compare queries with and without each feature, and new SQL with earlier SQL."""
    found = [*_measure_features(setting), *_measure_earlier(setting)]
    columns = [Column("query"), Column("base, ms"), Column("query, ms"), Column("ratio")]
    checks = [Check(str(row[0]), at_most, ratio, True) for row, at_most, ratio in found]
    return Section("Language", _TEXT, [Table(columns, [row for row, _, _ in found])], checks)


def _measure_features(setting: Setting) -> list[tuple[list[Cell], float, float]]:
    found = []
    with ExitStack() as stack:
        server = stack.enter_context(serving(setting.db, setting.key, **_SETTINGS))
        client = stack.enter_context(Client(server.port, server.headers))

        def ask(query: Json) -> Json:
            return orjson.loads(client.post(PATH, orjson.dumps(query)))["data"]

        for one in COMPARISONS:
            say(f"language: {one.name}")
            for expected, rows in one.pairs(ask):
                require_same(expected, rows, one.name)
            found.append(_compare(one, client, setting.rounds))
    return found


def _compare(one: Comparison, client: Client, rounds: int) -> tuple[list[Cell], float, float]:
    base, query = orjson.dumps(one.base), orjson.dumps(one.query)
    figures = interleave(
        {
            "base": timed(lambda: client.post(PATH, base)),
            "query": timed(lambda: client.post(PATH, query)),
        },
        rounds,
    )
    ratio = figures.ratio("query", "base")
    row: list[Cell] = [one.name, figures.median("base"), figures.median("query"), ratio]
    return row, one.at_most, ratio


def _measure_earlier(setting: Setting) -> list[tuple[list[Cell], float, float]]:
    found = []
    with closing(open_plainly(setting.db)) as connection:
        prepare(connection)
        for one in EARLIER:
            say(f"language: {one.name}")
            compiled = Compiled(connection).ask(one.body)

            def read_earlier(sql: str = one.sql) -> list[tuple[object, ...]]:
                return connection.execute(sql, PARAMETERS).fetchall()

            names = column_names(one.body)
            require_same(comparable(read_earlier(), names), compiled.rows(), one.name)
            figures = interleave(
                {"base": timed(read_earlier), "query": timed(compiled.work)}, setting.rounds
            )
            ratio = figures.ratio("query", "base")
            row: list[Cell] = [
                f"{one.name}: compiled SQL beside the earlier",
                *map(figures.median, figures.by_rival),
                ratio,
            ]
            found.append((row, one.at_most, ratio))
    return found
