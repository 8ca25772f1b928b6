"""Imports point down: the layers of evsrv, and a checker that walks every import."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parent.parent
PACKAGE = "evsrv"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("core",),
    ("calendar",),
    ("config", "plugin"),
    ("builtin", "query", "seeding"),
    ("engine", "ingest"),
    ("openapi", "service", "sqlite"),
    ("columnar", "postgresql", "web"),
    ("database", "language"),
    ("app",),
    ("cli", "testing"),
    ("__main__",),
)
"""The packages and root modules from the lowest layer up. Each may import from lower layers and
from itself, not from its own layer's others."""

ALLOWED = {
    "builtin": frozenset({"plugin"}),
    "plugins": frozenset({"plugin"}),
    "seeding": frozenset({"core"}),
}
"""Packages that may import only these, and themselves."""

SQLITE_ALLOWED = (
    "evsrv/sqlite/",
    "evsrv/cli/",
    "evsrv/plugin/hookspecs.py",
    "evsrv/plugin/vocabulary.py",
    "plugins/",
)
"""Path prefixes of the files that may import `sqlite3`: the SQLite engine, its maintenance
commands, and the SQLite part of the plugin API."""


@frozen
class Import:
    """One import of a layered module, found in a file."""

    module: str
    """The dotted name of the importing file."""
    line: int
    importer: str
    """The package, or module at the root, that the file is in."""
    imported: str
    """The package, or module at the root, that it imports from."""


def python_files(root: Path) -> list[Path]:
    return sorted((*root.glob(f"{PACKAGE}/**/*.py"), *root.glob("plugins/*.py")))


def imported_names(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything that a file imports, at its top or in a function."""
    folder = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names):
                for name in names:
                    yield node.lineno, name.name
            case ast.ImportFrom(module=source, names=names, level=level):
                # One dot is the file's own folder, each further dot the folder above.
                base = folder[: len(folder) + 1 - level] if level else ()
                for name in names:
                    # `from evsrv import query` imports a package as `import evsrv.query` does.
                    yield node.lineno, ".".join((*base, *filter(None, [source]), name.name))


def layered_imports(path: Path, root: Path) -> Iterator[Import]:
    """Yield a file's imports from other packages and root modules of evsrv."""
    parts = path.relative_to(root).with_suffix("").parts
    importer = parts[1] if parts[0] == PACKAGE else parts[0]
    for line, name in imported_names(path, root):
        top, _, rest = name.partition(".")
        imported = rest.partition(".")[0]
        # `from evsrv import __version__` imports an attribute of the package itself.
        is_attribute = imported.startswith("__") and imported != "__main__"
        if top == PACKAGE and imported and imported != importer and not is_attribute:
            yield Import(".".join(parts), line, importer, imported)


def forbidden_imports(root: Path) -> list[str]:
    """Return a message for each import of a tree that the layers forbid."""
    height = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    height["plugins"] = len(LAYERS)
    found = (
        f"{used.module}:{used.line} imports {PACKAGE}.{used.imported}: {reason}"
        for path in python_files(root)
        for used in layered_imports(path, root)
        if (reason := forbidden_because(used, height)) is not None
    )
    # A line that imports several names of a package is one import.
    return list(dict.fromkeys(found))


def forbidden_because(used: Import, height: Mapping[str, int]) -> str | None:
    """Return the rule that an import breaks, or None."""
    for name in (used.importer, used.imported):
        if name not in height:
            return f"{name} is on no layer"
    allowed = ALLOWED.get(used.importer)
    if allowed is not None and used.imported not in allowed:
        return f"{used.importer} may import {', '.join(sorted(allowed))} only"
    if height[used.imported] >= height[used.importer]:
        return f"{used.imported} is not below {used.importer}"
    return None


def sqlite3_imports(root: Path) -> list[str]:
    """Return the files that import `sqlite3` outside of the allowed places."""
    return [
        name
        for path in python_files(root)
        if not (name := path.relative_to(root).as_posix()).startswith(SQLITE_ALLOWED)
        and any(top.partition(".")[0] == "sqlite3" for _, top in imported_names(path, root))
    ]


def asyncpg_imports(root: Path) -> list[str]:
    """Return the files that import `asyncpg` outside of the PostgreSQL engine."""
    return [
        name
        for path in python_files(root)
        if not (name := path.relative_to(root).as_posix()).startswith("evsrv/postgresql/")
        and any(top.partition(".")[0] == "asyncpg" for _, top in imported_names(path, root))
    ]


def packages_and_root_modules(root: Path) -> set[str]:
    package = root / PACKAGE
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    return modules | {path.parent.name for path in package.glob("*/__init__.py")}


def test_imports_point_down() -> None:
    assert forbidden_imports(ROOT) == []


def test_every_package_and_root_module_is_on_one_layer() -> None:
    listed = [name for layer in LAYERS for name in layer]
    assert sorted(listed) == sorted(packages_and_root_modules(ROOT))


def test_architecture_document_lists_every_package_on_its_layer() -> None:
    text = (ROOT / "docs" / "internals" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| `(\w+)(?:/|\.py)` \|", text, re.M)
    listed = [(number, name) for number, layer in enumerate(LAYERS, 1) for name in layer]
    assert sorted((int(number), name) for number, name in rows) == sorted(listed)


def test_sqlite3_is_imported_only_by_the_sqlite_engine() -> None:
    assert sqlite3_imports(ROOT) == []


def test_asyncpg_is_imported_only_by_the_postgresql_engine() -> None:
    assert asyncpg_imports(ROOT) == []


def test_checker_reports_asyncpg_outside_of_its_engine(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__app="from asyncpg.pool import Pool\n",
        evsrv__in__postgresql__in__session="import asyncpg\n",
    )
    assert asyncpg_imports(root) == ["evsrv/app.py"]


def tree(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / f"{name.replace('__in__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_checker_reports_forbidden_imports(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__core__in__errors="from evsrv.web import problems\n",
        evsrv__in__query__in__planner="import evsrv.sqlite.compiler.statement\n",
        evsrv__in__query__in__reader="def late():\n    from evsrv import service\n",
        evsrv__in__query__in__ast="from ..engine import port\n",
        evsrv__in__sqlite__in__engine="from evsrv.service.service import Service\n",
        evsrv__in__sqlite__in__compiler__in__where="from ...service import service\n",
        evsrv__in__service__in__export="from evsrv.sqlite.page import read_page\n",
        evsrv__in__builtin__in__equality="from evsrv.core.fields import Kind\n",
        evsrv__in__ingest__in__reader="from evsrv.engine.port import Engine\n",
        evsrv__in__web__in__routes="import json, evsrv.cli\n",
        evsrv__in__attic="from evsrv.core.errors import Issue\n",
        plugins__in__mine="from evsrv.core.sql import Sql\n",
    )
    assert forbidden_imports(root) == [
        "evsrv.attic:1 imports evsrv.core: attic is on no layer",
        "evsrv.builtin.equality:1 imports evsrv.core: builtin may import plugin only",
        "evsrv.core.errors:1 imports evsrv.web: web is not below core",
        "evsrv.ingest.reader:1 imports evsrv.engine: engine is not below ingest",
        "evsrv.query.ast:1 imports evsrv.engine: engine is not below query",
        "evsrv.query.planner:1 imports evsrv.sqlite: sqlite is not below query",
        "evsrv.query.reader:2 imports evsrv.service: service is not below query",
        "evsrv.service.export:1 imports evsrv.sqlite: sqlite is not below service",
        "evsrv.sqlite.compiler.where:1 imports evsrv.service: service is not below sqlite",
        "evsrv.sqlite.engine:1 imports evsrv.service: service is not below sqlite",
        "evsrv.web.routes:1 imports evsrv.cli: cli is not below web",
        "plugins.mine:1 imports evsrv.core: plugins may import plugin only",
    ]


def test_checker_accepts_allowed_imports(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__core__in__json_text="from evsrv.core.errors import Issue\nimport json\n",
        evsrv__in__query__in__planner="from evsrv.query.plan import Plan\nfrom . import plan\n",
        evsrv__in__sqlite__in__compiler__in__where="from ..opening import open_reader\n",
        evsrv__in__cli__in__query="from evsrv import __version__, app\n",
        evsrv__in__builtin__in__equality="from evsrv.plugin import sql\n",
        plugins__in__mine="from evsrv.plugin import hookimpl\nimport sqlite3\n",
    )
    assert forbidden_imports(root) == []


def test_checker_reports_sqlite3_above_the_engine(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        evsrv__in__service__in__export="from sqlite3 import Connection\n",
        evsrv__in__web__in__health="import json, sqlite3\n",
        evsrv__in__app="import sqlite3.dbapi2\n",
        evsrv__in__sqlite__in__engine="import sqlite3\n",
        plugins__in__mine="import sqlite3\n",
    )
    assert sqlite3_imports(root) == [
        "evsrv/app.py",
        "evsrv/service/export.py",
        "evsrv/web/health.py",
    ]
