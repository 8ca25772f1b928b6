"""The query language of this server as plain data: `GET /query/vocabulary`."""

from collections.abc import Mapping
from typing import Any

from attrs import asdict

from evsrv import __version__
from evsrv.calendar.zones import ZONE_VERSIONS
from evsrv.config import Settings
from evsrv.plugin.listing import list_datasets, list_formats, list_plugins, list_terms
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.service.limits_in_force import limits_in_force


def describe_language(
    vocabulary: Vocabulary, settings: Settings, engine_software: Mapping[str, str]
) -> dict[str, Any]:
    """Return the terms, datasets, output formats, limits, plugins and versions of a server."""
    return {
        "terms": list_terms(vocabulary),
        "datasets": list_datasets(vocabulary),
        "formats": list_formats(vocabulary),
        "limits": limits_in_force(settings, vocabulary),
        "plugins": list_plugins(vocabulary),
        "versions": {
            "evsrv": __version__,
            **engine_software,
            "tzdata": ZONE_VERSIONS.tzdata,
        },
        "timeZones": asdict(ZONE_VERSIONS),
    }
