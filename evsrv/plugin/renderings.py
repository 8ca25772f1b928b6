"""The SQL of a term in the engines that have it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from evsrv.core.errors import unknown
from evsrv.core.sql import Sql

if TYPE_CHECKING:
    from attrs import Attribute

Render = Callable[..., Sql]
Renders = Mapping[str, Render]
"""Functions that render a term, by the name of the engine."""

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
ENGINES = frozenset({POSTGRESQL})
"""The engines that a term can have a rendering for beside SQLite's, which is `render`."""

NO_RENDERS: Renders = MappingProxyType({})

Reasons = Mapping[str, str]
"""Why engines cannot have a term, by the name of the engine."""

NO_REASONS: Reasons = MappingProxyType({})


class Rendered(Protocol):
    """A term that SQL is made of."""

    @property
    def render(self) -> Render | None:
        """The rendering for SQLite."""

    @property
    def renders(self) -> Renders:
        """The renderings for other engines."""

    @property
    def portable(self) -> bool:
        """Whether the rendering for SQLite has the same meaning in other engines."""


def are_renders(_: object, attribute: "Attribute[Renders]", renders: Renders) -> None:
    """Raise ValueError if these cannot be the renderings of a term for other engines."""
    for engine, render in renders.items():
        _require_engine(attribute, engine)
        if not callable(render):
            raise ValueError(f"{attribute.name} for {engine} must be a function, not {render!r}")


def are_renders_beside_portable(
    term: Rendered, attribute: "Attribute[Renders]", renders: Renders
) -> None:
    """Raise ValueError if a term that is portable has renderings of its own for other engines."""
    are_renders(term, attribute, renders)
    if renders and term.portable:
        raise ValueError(f"{attribute.name} contradicts portable=True")


def are_reasons_without_rendering(
    term: Rendered, attribute: "Attribute[Reasons]", reasons: Reasons
) -> None:
    """Raise ValueError if these cannot be reasons, or if one is for an engine that has the term."""
    for engine, reason in reasons.items():
        _require_engine(attribute, engine)
        if not reason.strip() or not reason.isprintable():
            raise ValueError(f"{attribute.name} for {engine} must be a reason on one line")
        if rendering(term, engine) is not None:
            raise ValueError(f"{attribute.name} for {engine} contradicts the SQL for it")


def _require_engine(attribute: "Attribute[Any]", engine: str) -> None:
    if engine not in ENGINES:
        raise ValueError(f"{attribute.name}: {unknown('engine', str(engine), ENGINES)}")


def rendering(term: Rendered, engine: str) -> Render | None:
    """Return the function that renders a term for another engine than SQLite, or None."""
    if engine in term.renders:
        return term.renders[engine]
    return term.render if term.portable else None
