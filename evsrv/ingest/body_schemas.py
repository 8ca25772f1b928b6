"""The checkers of bodies that are stored, in whose schemas no plugin has a part."""

from functools import cache

from evsrv.plugin.vocabulary import collect
from evsrv.query.schema import Checker, Schemas


@cache
def body_checker(name: str) -> Checker:
    """Return the checker of `schemas/{name}.json`, which is made once for a process."""
    return _schemas().checker(name)


@cache
def _schemas() -> Schemas:
    return Schemas.load(collect({}))
