"""The terms of the contract, as plugins."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from evsrv.builtin import aggregates, comparison, containment, membership, time_units
from evsrv.builtin.user import UserPlugin
from evsrv.plugin.vocabulary import BUILTIN_PREFIX

PLUGINS: Mapping[str, object] = MappingProxyType(
    {
        f"{BUILTIN_PREFIX}{module.__name__.rpartition('.')[2]}": module
        for module in (
            comparison,
            membership,
            containment,
            aggregates,
            time_units,
        )
    }
)
"""Those that no setting changes."""


def plugins(user_paths: Sequence[tuple[str, tuple[str, ...]]]) -> Mapping[str, object]:
    """Return all of them, with the paths of the field `user`: a JSON field and the keys in it."""
    return {**PLUGINS, f"{BUILTIN_PREFIX}user": UserPlugin(user_paths)}
