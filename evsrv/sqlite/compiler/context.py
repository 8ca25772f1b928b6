"""The settings of a compilation that are the same for every plan."""

from attrs import frozen

from evsrv.sqlite.promoted_path import PromotedPaths


@frozen(cache_hash=True)
class CompileContext:
    """The state of the database that compiled SQL depends on.

    It is a key of caches, so its hash is computed once.
    """

    promoted_paths: PromotedPaths = ()
    """The paths that the queried table has columns for, filled for every row."""


DEFAULT_CONTEXT = CompileContext()
"""A database without promoted paths."""
