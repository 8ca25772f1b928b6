"""The query language under some settings: the plugins' terms, and the frontend for them."""

from collections.abc import Mapping

from evsrv import builtin
from evsrv.config import Settings
from evsrv.core import resources
from evsrv.plugin.loader import NO_PLUGINS, Source, find_plugins, find_sources
from evsrv.plugin.vocabulary import Vocabulary, collect
from evsrv.query.frontend import QueryFrontend


def load_vocabulary(settings: Settings, given: Mapping[str, object] = NO_PLUGINS) -> Vocabulary:
    """Configure every plugin that the settings leave switched on, and collect its terms.

    Plugins in `given` (module or object by name) replace those of their names.
    """
    return collect(
        find_plugins(
            builtin.plugins(settings.user_paths),
            bundled=resources.PLUGINS,
            folder=settings.plugins_dir,
            given=given,
            disabled=settings.disabled_plugins,
        ),
        settings.plugins,
        settings.disabled_plugins,
    )


def plugin_sources(settings: Settings) -> list[Source]:
    """Return where each plugin comes from, among them those that are switched off."""
    return find_sources(
        builtin.plugins(settings.user_paths),
        bundled=resources.PLUGINS,
        folder=settings.plugins_dir,
    )


def make_frontend(settings: Settings, vocabulary: Vocabulary) -> QueryFrontend:
    """Return the frontend for a vocabulary under these settings."""
    return QueryFrontend.from_vocabulary(
        vocabulary, page_size=settings.page_size, max_page_size=settings.max_page_size
    )
