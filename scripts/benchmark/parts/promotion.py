"""The gain and the cost of promoted paths."""

import sqlite3
import time
from contextlib import ExitStack, closing
from pathlib import Path

from benchmark.answers import require_same
from benchmark.data import copy_database
from benchmark.figures import interleave, timed
from benchmark.processes import run
from benchmark.questions import question
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.rivals.by_hand import open_plainly
from benchmark.rivals.compiled import Compiled, prepare
from benchmark.setting import Setting, say

PATHS = ("properties.plan", "userProperties.userId", "properties.latencyMs")
_WANTED = {"d": 3.0, "e": 10.0, "g": 3.0}
"""The target of each question: the factor by which promotion makes it faster."""

_TEXT = f"""\
Compiled SQL before and after `evsrv promote {" ".join(PATHS)}`,
and the factor between both times."""


def measure(setting: Setting) -> Section:
    """Compare the database with a copy in which the paths are promoted."""
    rows: list[list[Cell]] = []
    checks: list[Check] = []
    with setting.scratch() as folder, ExitStack() as stack:
        promoted_db = folder / "promoted.db"
        say("promotion: copying the database")
        copy_database(setting.db, promoted_db)
        before = promoted_db.stat().st_size
        say("promotion: promoting")
        started = time.perf_counter()
        run("promote", "--db", str(promoted_db), *PATHS)
        seconds = time.perf_counter() - started
        after = promoted_db.stat().st_size
        plain = stack.enter_context(closing(_prepared(setting.db)))
        promoted = stack.enter_context(closing(_prepared(promoted_db)))
        for letter, wanted in _WANTED.items():
            one = question(letter)
            say(f"promotion: {one.name}")
            without, with_them = (Compiled(at).ask(one.body) for at in (plain, promoted))
            require_same(without.rows(), with_them.rows(), f"promoted, {one.name}")
            figures = interleave(
                {"without": timed(without.work), "promoted": timed(with_them.work)}, setting.rounds
            )
            faster = figures.ratio("without", "promoted")
            rows.append([one.name, *map(figures.median, figures.by_rival), faster])
            checks.append(Check(f"{one.name}: promoted, times faster", wanted, faster))
    columns = [Column("question"), Column("without, ms"), Column("promoted, ms"),
               Column("times faster")]  # fmt: skip
    cost = Table(
        [Column("promoting, s", ".1f"), Column("file before, MB", ".0f"),
         Column("file after, MB", ".0f"), Column("ratio")],
        [[seconds, before / 1e6, after / 1e6, after / before]],
    )  # fmt: skip
    return Section("Promoted paths", _TEXT, [Table(columns, rows), cost], checks)


def _prepared(db: Path) -> sqlite3.Connection:
    connection = open_plainly(db)
    prepare(connection)
    return connection
