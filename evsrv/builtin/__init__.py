"""The terms of the contract, as plugins."""

from collections.abc import Mapping
from types import MappingProxyType

from evsrv.builtin import aggregates, comparison, containment, membership, time_units
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
