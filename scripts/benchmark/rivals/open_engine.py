"""One of evsrv's engines, in this process."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

from attrs import frozen

from benchmark.answers import Prepared, Rows, comparable
from benchmark.rivals.compiled import column_names, plan, vocabulary
from evsrv.config import Settings
from evsrv.database import open_engine
from evsrv.engine.port import Engine, Page


@frozen
class OpenEngine:
    """An open engine, on an event loop of its own."""

    runner: asyncio.Runner
    engine: Engine

    def ask(self, body: Any) -> Prepared:
        """Prepare a query; its planning is not measured."""
        planned = plan(body)
        columns = column_names(body)

        def work() -> Page:
            return self.runner.run(self.engine.page(planned))

        def rows() -> Rows:
            return comparable(work().rows, columns)

        return Prepared(work, rows)


def in_turns(rival: OpenEngine, bodies: Iterable[Any]) -> Prepared:
    """Prepare several queries, of which each call takes the next one."""
    asked = cycle([rival.ask(body) for body in bodies])
    return Prepared(lambda: next(asked).work(), lambda: next(asked).rows())


@contextmanager
def opened(settings: Settings) -> Iterator[OpenEngine]:
    """Open the engine of settings, with its event loop."""
    with asyncio.Runner() as runner:
        context = open_engine(settings, vocabulary())
        engine = runner.run(context.__aenter__())
        try:
            yield OpenEngine(runner, engine)
        finally:
            runner.run(context.__aexit__(None, None, None))
