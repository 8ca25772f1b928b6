"""The profiles by name."""

from collections.abc import Mapping
from types import MappingProxyType

from evsrv.seeding.profile import Profile
from evsrv.seeding.site import Site
from evsrv.seeding.widget import Widget

PROFILES: Mapping[str, Profile] = MappingProxyType({"site": Site, "widget": Widget})
"""The profiles that `evsrv seed --profile` takes; the first one is the default."""
