"""Imports point down: the house's layers, and a checker that walks every import."""

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parent.parent
PACKAGE = "evsrv"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("core",),
    ("config", "plugin"),
    ("builtin", "query", "seeding"),
    ("engine", "ingest"),
    ("openapi", "service", "sqlite"),
    ("web",),
    ("app",),
    ("cli",),
    ("__main__",),
)
"""The modules and packages from the lowest layer up. Each may import from the layers under it and
from itself, never from above, nor from its neighbors."""

ALLOWED = {
    "builtin": frozenset({"plugin"}),
    "plugins": frozenset({"plugin"}),
    "seeding": frozenset({"core"}),
}
"""Packages that may import even less: only these, and themselves."""

SQLITE_ALLOWED = (
    "evsrv/sqlite/",
    "evsrv/cli/",
    "evsrv/plugin/hookspecs.py",
    "evsrv/plugin/vocabulary.py",
    "plugins/",
)
"""Where `sqlite3` may be imported: the engine, its maintenance commands, the plugin API."""


@frozen
class Import:
    """A module's import of one of ours."""

    module: str
    line: int
    package: str
    of: str


def imports(path: Path, root: Path) -> Iterator[Import]:
    """Yield what a file imports from the package, wherever in the file it does."""
    parts = path.relative_to(root).with_suffix("").parts
    module = ".".join(parts)
    package = parts[1] if parts[0] == PACKAGE else parts[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names):
                targets = [name.name for name in names]
            case ast.ImportFrom(module=source, names=names, level=level):
                # A relative one starts at the folder of the file, or above it.
                base = ".".join((*parts[:-level], *filter(None, [source]))) if level else source
                # `from evsrv import plan` and `from evsrv.plan import Plan` import one.
                targets = [f"{base}.{name.name}" for name in names]
            case _:
                continue
        for target in targets:
            package, _, rest = target.partition(".")
            if package == PACKAGE and rest:
                yield Import(module, node.lineno, package, rest.partition(".")[0])


def wrong_imports(root: Path) -> list[str]:
    """Say which imports of a tree go where they must not, and which packages are on no layer."""
    level = {package: number for number, layer in enumerate(LAYERS) for package in layer}
    found = []
    for path in sorted((*root.glob(f"{PACKAGE}/**/*.py"), *root.glob("plugins/*.py"))):
        for used in imports(path, root):
            if used.of == used.package or (used.of not in level and used.of.startswith("__")):
                continue
            here = level.get(used.package, len(LAYERS) if used.package == "plugins" else None)
            allowed = ALLOWED.get(used.package)
            if here is None or used.of not in level:
                verdict = "is on no layer"
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


def test_every_package_is_on_one_layer() -> None:
    listed = [package for layer in LAYERS for package in layer]
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


def test_the_checker_finds_forbidden_imports(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__core__in__errors="from evsrv.web import problems\n",
        evsrv__in__query__in__planner="import evsrv.sqlite.compiler.statement\n",
        evsrv__in__query__in__reader="def late():\n    from evsrv import service\n",
        evsrv__in__query__in__ast="from ..engine import port\n",
        evsrv__in__sqlite__in__engine="from evsrv.service.service import Service\n",
        evsrv__in__service__in__export="from evsrv.sqlite.page import read_page\n",
        evsrv__in__builtin__in__equality="from evsrv.core.fields import Kind\n",
        evsrv__in__ingest__in__reader="from evsrv.engine.port import Engine\n",
        evsrv__in__attic="from evsrv.core.errors import Issue\n",
        plugins__in__mine="from evsrv.core.sql import Sql\n",
    )
    assert [line.partition(":")[0] for line in wrong_imports(root)] == [
        "evsrv.attic",
        "evsrv.builtin.equality",
        "evsrv.core.errors",
        "evsrv.ingest.reader",
        "evsrv.query.ast",
        "evsrv.query.planner",
        "evsrv.query.reader",
        "evsrv.service.export",
        "evsrv.sqlite.engine",
        "plugins.mine",
    ]


def test_the_checker_accepts_allowed_imports(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__core__in__json_text="from evsrv.core.errors import Issue\nimport json\n",
        evsrv__in__query__in__planner="from evsrv.query.plan import Plan\nfrom . import plan\n",
        evsrv__in__cli__in__query="from evsrv import __version__, app\n",
        evsrv__in__builtin__in__equality="from evsrv.plugin import sql\n",
        plugins__in__mine="from evsrv.plugin import hookimpl\nimport sqlite3\n",
    )
    assert wrong_imports(root) == []


def sqlite3_imports(root: Path) -> list[str]:
    """Return the files that import `sqlite3` outside of the places allowed to."""
    found = []
    for path in sorted((*root.glob(f"{PACKAGE}/**/*.py"), *root.glob("plugins/*.py"))):
        name = path.relative_to(root).as_posix()
        modules = {
            alias.name if isinstance(node, ast.Import) else node.module
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        if "sqlite3" in modules and not name.startswith(SQLITE_ALLOWED):
            found.append(name)
    return found


def test_sqlite3_is_imported_only_by_the_sqlite_engine() -> None:
    assert sqlite3_imports(ROOT) == []


def test_the_checker_finds_sqlite3_above_the_engine(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__service__in__export="from sqlite3 import Connection\n",
        evsrv__in__web__in__health="import sqlite3\n",
        evsrv__in__sqlite__in__engine="import sqlite3\n",
    )
    assert sqlite3_imports(root) == ["evsrv/service/export.py", "evsrv/web/health.py"]
