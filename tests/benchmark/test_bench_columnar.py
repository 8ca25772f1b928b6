"""The benchmark's rivals of the columnar copy, its panels and its larger databases."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from benchmark.answers import require_same
from benchmark.data import make_database
from benchmark.figures import Figures
from benchmark.panels import PANELS
from benchmark.processes import Failed
from benchmark.question_checks import check_answers, check_copy
from benchmark.questions import QUESTIONS, Json, Question, question
from benchmark.repeated import make_repeated_database
from benchmark.rival_names import BY_HAND, COMPILED, COPY, DUCKDB, SERVER, SERVER_WITH_COPY
from benchmark.rivals import copied
from benchmark.rivals.by_hand import ByHand, open_plainly
from benchmark.rivals.compiled import Compiled, plan, prepare
from benchmark.rivals.copied import Copied
from benchmark.rivals.duckdb import tuned_sql

EVENTS = 2000


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmark") / "events.db"
    make_database(path, EVENTS)
    return path


@pytest.fixture(scope="module")
def engine(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copied]:
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    with copied.opened(db, tmp_path_factory.mktemp("copies"), min_rows=1) as opened:
        yield opened


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_copy_gives_the_answer_of_sql_by_hand(one: Question, db: Path, engine: Copied) -> None:
    with closing(open_plainly(db)) as connection:
        expected = ByHand(connection).ask(one).rows()
    require_same(expected, engine.ask(one.body).rows(), one.name)


@pytest.mark.parametrize("body", PANELS.values(), ids=PANELS)
def test_copy_gives_the_answer_of_compiled_sql_for_a_panel(
    body: Json, db: Path, engine: Copied
) -> None:
    with closing(open_plainly(db)) as connection:
        prepare(connection)
        expected = Compiled(connection).ask(body).rows()
    assert expected
    require_same(expected, engine.ask(body).rows(), "panel")


def test_copied_raises_if_the_copy_does_not_answer(db: Path, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    with (
        copied.opened(db, tmp_path / "copies", min_rows=EVENTS) as opened,
        pytest.raises(Failed, match="does not answer, because its scope has less than"),
    ):
        opened.fill([plan(question("a").body)])


def test_repeated_database_has_other_ids_users_and_times(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "repeated.db"
    make_repeated_database(path, 2 * EVENTS + 500, db)
    with closing(open_plainly(path)) as connection:
        connection.execute("ATTACH ? AS original", [str(db)])
        ids = "SELECT count(*), count(DISTINCT id), count(DISTINCT created_at) FROM events"
        assert connection.execute(ids).fetchone()[:2] == (2 * EVENTS + 500, 2 * EVENTS + 500)
        users = "SELECT count(DISTINCT user_properties ->> '$.userId') FROM {} WHERE row <= {}"
        (more,) = connection.execute(users.format("events", 2 * EVENTS)).fetchone()
        (users_of_original,) = connection.execute(
            users.format("original.events", EVENTS)
        ).fetchone()
        assert more == 2 * users_of_original
        shares = "SELECT type, count(*) FROM {} WHERE row <= {} GROUP BY type ORDER BY type"
        twice = connection.execute(shares.format("events", 2 * EVENTS)).fetchall()
        once = connection.execute(shares.format("original.events", EVENTS)).fetchall()
        assert twice == [(name, 2 * number) for name, number in once]


def test_tuned_sql_reads_no_json_of_a_question_with_groups() -> None:
    for one in QUESTIONS:
        assert "->>" not in tuned_sql(one.duckdb)
    assert tuned_sql(question("g").duckdb) != question("g").duckdb


def test_checks_of_the_copy_have_the_ratio_of_its_time() -> None:
    times = {BY_HAND: 20.0, COMPILED: 40.0, COPY: 1.0, DUCKDB: 2.0}
    figures = Figures(
        {name: (ms,) for name, ms in {**times, SERVER: 30.0, SERVER_WITH_COPY: 3.0}.items()}
    )
    assert [(check.wanted, check.found) for check in check_copy(question("g"), figures)] == [
        (1.3, 0.5),
        (0.03, 0.025),
        (20.0, 10.0),
    ]
    assert [check.found for check in check_copy(question("f"), figures)] == [0.1]
    assert [check.found for check in check_answers(question("a"), figures)] == [2.0, 1.5]
