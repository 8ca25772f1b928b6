"""One of evsrv's engines, in this process."""

import asyncio
from typing import Any

from attrs import frozen

from benchmark.answers import Prepared, Rows, comparable
from benchmark.rivals.compiled import column_names, plan
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
