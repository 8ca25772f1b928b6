"""The queries of the benchmark's language part have the answers of plain queries."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from benchmark.answers import comparable, require_same
from benchmark.data import make_database
from benchmark.language_queries import COMPARISONS, EARLIER, Ask, Comparison
from benchmark.questions import PARAMETERS
from benchmark.rivals.by_hand import open_plainly
from benchmark.rivals.compiled import SCOPE, Compiled, column_names, prepare

from evsrv.app import service
from evsrv.config import Settings
from evsrv.core import datasets
from evsrv.language import load_vocabulary

EVENTS = 3000


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmark") / "events.db"
    make_database(path, EVENTS)
    return path


@pytest.fixture
def ask(db: Path) -> Iterator[Ask]:
    settings = Settings(db=db)
    opened = service(settings, load_vocabulary(settings))
    with asyncio.Runner() as runner:
        server = runner.run(opened.__aenter__())

        def data(query: Any) -> Any:
            answer = runner.run(server.answer(datasets.EVENTS, query, SCOPE))
            return answer.envelope()["data"]

        yield data
        runner.run(opened.__aexit__(None, None, None))


@pytest.mark.parametrize("one", COMPARISONS, ids=lambda one: one.name)
def test_feature_has_the_answers_of_plain_queries(one: Comparison, ask: Ask) -> None:
    pairs = list(one.pairs(ask))
    assert any(expected for expected, _ in pairs)
    for expected, found in pairs:
        require_same(expected, found, one.name)


@pytest.mark.parametrize("one", EARLIER, ids=lambda one: one.name)
def test_earlier_sql_has_the_answer_of_compiled_sql(one: Any, db: Path) -> None:
    with closing(open_plainly(db)) as connection:
        prepare(connection)
        rows = connection.execute(one.sql, PARAMETERS).fetchall()
        assert rows
        found = Compiled(connection).ask(one.body).rows()
        require_same(comparable(rows, column_names(one.body)), found, one.name)


def test_names_of_comparisons_differ() -> None:
    names = [one.name for one in (*COMPARISONS, *EARLIER)]
    assert len(set(names)) == len(names)
