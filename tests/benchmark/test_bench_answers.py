"""The benchmark's rivals give the same answers, and its events are reproducible."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from benchmark.answers import comparable, require_same
from benchmark.data import LARGEST, documents, make_database
from benchmark.processes import Failed
from benchmark.questions import ONE_BY_HAND, PARAMETERS, QUESTIONS, query_of_id, question
from benchmark.rivals.by_hand import ByHand, open_plainly, some_ids
from benchmark.rivals.compiled import SCOPE, Compiled, column_names, prepare
from benchmark.rivals.datasette import query_path
from benchmark.rivals.server import rows_of

from evsrv.app import service
from evsrv.config import Settings
from evsrv.core import datasets
from evsrv.language import load_vocabulary

EVENTS = 2000


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmark") / "events.db"
    make_database(path, EVENTS)
    return path


@pytest.fixture
def plain(db: Path) -> Iterator[Any]:
    with closing(open_plainly(db)) as connection:
        yield connection


@pytest.fixture
def prepared(db: Path) -> Iterator[Any]:
    with closing(open_plainly(db)) as connection:
        prepare(connection)
        yield connection


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
class TestQuestions:
    def test_compiled_sql_gives_the_answer_of_sql_by_hand(
        self, one: Any, plain: Any, prepared: Any
    ) -> None:
        expected = ByHand(plain).ask(one).rows()
        assert expected
        require_same(expected, Compiled(prepared).ask(one.body).rows(), one.name)

    async def test_server_gives_the_answer_of_sql_by_hand(
        self, one: Any, plain: Any, db: Path
    ) -> None:
        settings = Settings(db=db)
        async with service(settings, load_vocabulary(settings)) as server:
            reply = await server.query(datasets.EVENTS, one.body, SCOPE)
        found = rows_of(reply.body, column_names(one.body))
        require_same(ByHand(plain).ask(one).rows(), found, one.name)


def test_compiled_sql_gives_the_row_of_sql_by_hand(db: Path, plain: Any, prepared: Any) -> None:
    for event_id in some_ids(db, 10):
        body = query_of_id(event_id)
        rows = plain.execute(ONE_BY_HAND, {**PARAMETERS, "id": event_id}).fetchall()
        expected = comparable(rows, column_names(body))
        assert len(expected) == 1
        require_same(expected, Compiled(prepared).ask(body).rows(), event_id)


def test_some_ids_returns_as_many_different_ids_as_requested(db: Path) -> None:
    assert len(set(some_ids(db, 100))) == 100


def test_datasette_query_path_has_numbers_in_its_sql(tmp_path: Path) -> None:
    path = query_path(tmp_path / "events.db", "SELECT :since, :id, :project", id="a b")
    assert path.startswith("/events.json?")
    assert f"SELECT+{PARAMETERS['since']}%2C+%3Aid%2C+%3Aproject" in path
    assert "id=a+b" in path
    assert f"project={LARGEST}" in path


def test_question_is_found_by_its_letter() -> None:
    assert question("b").name.startswith("(b) ")
    assert question("b90").name.startswith("(b90) ")


class TestRequireSame:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ([(1.0,)], [(1.0 + 1e-12,)]),
            ([(2,)], [(2.0,)]),
            ([("a", None)], [("a", None)]),
            ([({"plan": "pro"},)], [({"plan": "pro"},)]),
        ],
    )
    def test_accepts_equal_answers(self, one: list[Any], other: list[Any]) -> None:
        require_same(one, other, "it")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ([(1.0,)], [(1.0 + 1e-6,)]),
            ([(1,)], [("1",)]),
            ([(1.5,)], [(None,)]),
            ([(1,)], [(1,), (2,)]),
            ([(1,), (2,)], [(2,), (1,)]),
            ([(1,)], [(1, 2)]),
        ],
    )
    def test_raises_for_different_answers(self, one: list[Any], other: list[Any]) -> None:
        with pytest.raises(Failed, match="it: "):
            require_same(one, other, "it")

    def test_comparable_shows_json_fields_as_text(self) -> None:
        rows = [('{"a":1,"b":null,"c":"x"}', '{"a":1}', "left out")]
        assert comparable(rows, ["properties", "type"]) == [({"a": "1", "c": "x"}, '{"a":1}')]


def test_benchmark_events_are_reproducible() -> None:
    assert list(documents(500)) == list(documents(500))
    assert list(islice(documents(500), 10)) != list(islice(documents(500, seed=1), 10))


def test_benchmark_database_is_reproducible(db: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    make_database(again, EVENTS)
    with closing(open_plainly(db)) as one, closing(open_plainly(again)) as other:
        events = "SELECT * FROM events ORDER BY row"
        assert one.execute(events).fetchall() == other.execute(events).fetchall()
