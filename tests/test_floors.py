"""Imports point down: the house's floors, and a checker that walks every import."""

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parent.parent
PACKAGE = "evsrv"

FLOORS: tuple[tuple[str, ...], ...] = (
    (
        "errors",
        "event",
        "fields",
        "ids",
        "instants",
        "limits",
        "resources",
        "scope",
        "sqltext",
        "trace",
    ),
    ("jsontext", "paths", "reach"),
    ("promotion", "vocabulary"),
    ("schema",),
    ("query",),
    ("plan",),
    ("sql",),
    ("plugin",),
    ("builtin",),
    ("discovery", "ingest", "response", "seeding", "store"),
    ("compiler", "export", "pages", "replies", "reports"),
    ("service",),
    ("config",),
    ("openapi",),
    ("web",),
    ("app",),
    ("cli",),
    ("__main__",),
)
"""The rooms (a module, or a package) from the ground up. A room may import from the floors under
it and from itself, never from above, nor from its neighbours."""

GROUND = frozenset((*FLOORS[0], *FLOORS[1], *FLOORS[2]))
DOORS = {
    "builtin": frozenset({"plugin"}),
    "plugins": frozenset({"plugin"}),
    "store": GROUND,
    "seeding": GROUND,
}
"""Rooms that may import even less: just these, and themselves."""


@frozen
class Import:
    """A module's import of one of ours."""

    module: str
    line: int
    room: str
    of: str


def imports(path: Path, root: Path) -> Iterator[Import]:
    """Yield what a file imports from the package, wherever in the file it does."""
    parts = path.relative_to(root).with_suffix("").parts
    module = ".".join(parts)
    room = parts[1] if parts[0] == PACKAGE else parts[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names):
                targets = [name.name for name in names]
            case ast.ImportFrom(module=source, names=names, level=level):
                # A relative one starts at the folder of the file, or above it.
                base = ".".join((*parts[:-level], *filter(None, [source]))) if level else source
                # `from evsrv import plan` imports a room; `from evsrv.plan import Plan` does too.
                targets = [f"{base}.{name.name}" for name in names]
            case _:
                continue
        for target in targets:
            package, _, rest = target.partition(".")
            if package == PACKAGE and rest:
                yield Import(module, node.lineno, room, rest.partition(".")[0])


def wrong_imports(root: Path) -> list[str]:
    """Say which imports of a tree go where they must not, and which rooms are on no floor."""
    level = {room: number for number, floor in enumerate(FLOORS) for room in floor}
    found = []
    for path in sorted((*root.glob(f"{PACKAGE}/**/*.py"), *root.glob("plugins/*.py"))):
        for used in imports(path, root):
            if used.of == used.room or (used.of not in level and used.of.startswith("__")):
                continue
            here = level.get(used.room, len(FLOORS) if used.room == "plugins" else None)
            allowed = DOORS.get(used.room)
            if here is None or used.of not in level:
                verdict = "is on no floor"
            elif allowed is not None and used.of not in allowed:
                verdict = f"may import {', '.join(sorted(allowed))} only"
            elif level[used.of] >= here:
                verdict = "imports upwards or sideways"
            else:
                continue
            found.append(f"{used.module}:{used.line} imports {PACKAGE}.{used.of}: it {verdict}")
    return found


def test_imports_point_down() -> None:
    assert wrong_imports(ROOT) == []


def test_every_room_is_on_one_floor() -> None:
    listed = [room for floor in FLOORS for room in floor]
    there = {path.stem for path in (ROOT / PACKAGE).glob("*.py")} | {
        path.name for path in (ROOT / PACKAGE).iterdir() if (path / "__init__.py").exists()
    }
    assert sorted(listed) == sorted(there - {"__init__"})


def tree(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / f"{name.replace('__in__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__errors="from evsrv.web import problems\n",
        evsrv__in__plan__in__planner="import evsrv.sql.compiler\n",
        evsrv__in__query__in__reader="def late():\n    from evsrv import service\n",
        evsrv__in__query__in__ast="from ..plan import Plan\n",
        evsrv__in__store__in__store="from evsrv.service import Service\n",
        evsrv__in__store__in__keys="from evsrv.plan import Plan\n",
        evsrv__in__builtin__in__equality="from evsrv.fields import Kind\n",
        evsrv__in__ingest__in__reader="from evsrv.store import Store\n",
        evsrv__in__attic="from evsrv.errors import Issue\n",
        plugins__in__mine="from evsrv.sqltext import Sql\n",
    )
    assert [line.partition(":")[0] for line in wrong_imports(root)] == [
        "evsrv.attic",
        "evsrv.builtin.equality",
        "evsrv.errors",
        "evsrv.ingest.reader",
        "evsrv.plan.planner",
        "evsrv.query.ast",
        "evsrv.query.reader",
        "evsrv.store.keys",
        "evsrv.store.store",
        "plugins.mine",
    ]


def test_the_checker_lets_pass_what_is_right(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__jsontext="from evsrv.errors import Issue\nimport json\n",
        evsrv__in__plan__in__planner="from evsrv.plan.model import Plan\nfrom . import model\n",
        evsrv__in__cli__in__query="from evsrv import __version__, app\n",
        evsrv__in__builtin__in__equality="from evsrv.plugin import sql\n",
        plugins__in__mine="from evsrv.plugin import hookimpl\nimport sqlite3\n",
    )
    assert wrong_imports(root) == []
