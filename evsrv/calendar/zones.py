"""Time zones of the IANA database, from the `tzdata` package and never from the system."""

from functools import cache
from importlib import import_module
from importlib.resources import files
from zoneinfo import ZoneInfo

from attrs import frozen

from evsrv.core.errors import unknown

_PACKAGE = "tzdata"


@frozen
class ZoneVersions:
    """The versions of the time zones."""

    tzdata: str
    """Of the package."""
    iana: str
    """Of the IANA database in it."""


_package = import_module(_PACKAGE)
ZONE_VERSIONS = ZoneVersions(_package.__version__, _package.IANA_VERSION)


class UnknownZone(ValueError):
    """A name that the database does not have; the message gives the nearest one."""


@cache
def zone(name: str) -> ZoneInfo:
    """Return the time zone of this name; raise `UnknownZone` if there is none."""
    names = zone_names()
    if name not in names:
        raise UnknownZone(unknown("time zone", name, names))
    with files(_PACKAGE).joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones, links included."""
    return frozenset((files(_PACKAGE) / "zones").read_text("utf-8").split())
