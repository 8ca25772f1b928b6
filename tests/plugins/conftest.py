import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from evsrv.core.datasets import EVENTS
from evsrv.core.resources import PLUGINS
from evsrv.core.sql import sql
from evsrv.plugin.loader import find_plugins
from evsrv.plugin.vocabulary import Vocabulary, collect
from evsrv.query.reference import Reference
from evsrv.sqlite import functions
from evsrv.sqlite.compiler.values import value_of


class Bench:
    """Terms of the bundled plugins at work on one-row and many-row tables in memory."""

    text = value_of(Reference(EVENTS.fields["searchQuery"]))

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.connection = sqlite3.connect(":memory:")
        functions.register(self.connection)
        vocabulary.prepare_connection(self.connection)
        self.connection.execute("create table events (search_query text, properties text)")

    @staticmethod
    def path(*steps: Any) -> Any:
        return value_of(Reference(EVENTS.fields["properties"], steps))

    def fill(self, column: Any, values: Any) -> None:
        self.connection.execute("delete from events")
        self.connection.executemany(
            f"insert into events ({column}) values (?)", [(value,) for value in values]
        )

    def ask(self, template: Any, *parts: Any) -> list[Any]:
        query = sql(template, *parts)
        return [
            row[0]
            for row in self.connection.execute(
                f"select {query.text} from events as e order by e.rowid", query.parameters
            )
        ]

    def condition(self, operator: str, value: Any, operand: Any) -> list[Any]:
        """Tell for each row whether the condition holds, as the core does: NULL is false."""
        term = self.vocabulary.operators[operator]
        if term.check is not None:
            term.check(operand)
        return [bool(held) for held in self.ask("({}) is true", term.render(value, operand))]


@pytest.fixture(scope="session")
def bundled() -> Vocabulary:
    return collect(find_plugins({}, bundled=PLUGINS))


@pytest.fixture(scope="module")
def bench(bundled: Vocabulary) -> Iterator[Bench]:
    bench = Bench(bundled)
    yield bench
    bench.connection.close()
