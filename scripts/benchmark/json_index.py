"""The index on a JSON field of PostgreSQL, against the same questions without it."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any

from benchmark.answers import require_same
from benchmark.figures import interleave, timed
from benchmark.questions import PARAMETERS, count
from benchmark.report import Cell, Column, Table
from benchmark.rivals.by_hand import open_plainly
from benchmark.rivals.open_engine import in_turns, opened
from benchmark.setting import Setting, say
from evsrv.config import Settings
from evsrv.core.dsn import Dsn

_WITH, _WITHOUT = "with the index", "without"
_PERSONS = 20


def measure_index(setting: Setting, dsn: str) -> Table:
    """Count the events of single persons in a filled database, with the index and without it."""
    say("engines: the events of one person")
    bodies = [_of_person(person) for person in _some_persons(setting)]
    with ExitStack() as stack:
        rivals = {
            _WITH: stack.enter_context(opened(Settings(db=Dsn(dsn)))),
            # Only a scan of this kind reads such an index.
            _WITHOUT: stack.enter_context(opened(Settings(db=Dsn(f"{dsn}&enable_bitmapscan=off")))),
        }
        for body in bodies:
            with_index, without = (rival.ask(body).rows() for rival in rivals.values())
            require_same(with_index, without, f"{_WITHOUT} the index, {body}")
        asked = {name: in_turns(rival, bodies) for name, rival in rivals.items()}
        figures = interleave({name: timed(one.work) for name, one in asked.items()}, setting.rounds)
    row: list[Cell] = [
        "count of the events of one userId",
        figures.median(_WITH),
        figures.median(_WITHOUT),
        figures.ratio(_WITHOUT, _WITH),
    ]
    names = [f"{_WITH}, ms", f"{_WITHOUT}, ms", "ratio"]
    return Table([Column("on PostgreSQL"), *map(Column, names)], [row])


def _of_person(person: str) -> Any:
    value = {"path": ["userId"], "value": person}
    condition = {"field": "userProperties", "operator": "eq", "value": value}
    return {"select": [count()], "where": {"condition": condition}}


def _some_persons(setting: Setting) -> Sequence[str]:
    with closing(open_plainly(setting.db)) as connection:
        found = connection.execute(
            "SELECT DISTINCT user_properties ->> 'userId' AS person FROM events"
            " WHERE organization_id = :organization AND project_id = :project"
            f" AND person IS NOT NULL LIMIT {_PERSONS}",
            PARAMETERS,
        )
        return [person for (person,) in found]
