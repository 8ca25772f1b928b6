"""The application under test: settings and the vocabulary of the plugins."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from aiohttp import web
from attrs import evolve, frozen

from evsrv import app
from evsrv.config import Settings, load_settings
from evsrv.language import load_vocabulary
from evsrv.plugin.loader import NO_PLUGINS
from evsrv.plugin.vocabulary import Vocabulary

_DEFAULTS: Mapping[str, Any] = MappingProxyType({"max_future": 0.0, "columnar": "off"})
"""Events of a test may be of any time, and a few events are found faster without a copy."""


@frozen
class Application:
    """Settings, and the vocabulary that they and the plugins under test make."""

    settings: Settings
    vocabulary: Vocabulary

    @classmethod
    def load(
        cls,
        home: Path,
        config: str = "",
        plugins: Mapping[str, object] = NO_PLUGINS,
        plugins_dir: Path | None = None,
    ) -> Self:
        """Load the plugins, with the text of an evsrv.toml; `home` is for the files of the test.

        Raises `ConfigError` and `PluginError` as the start of a server does.
        """
        file = home / "evsrv.toml"
        file.write_text(config, "utf-8")
        settings = load_settings({"db": home / "evsrv.db", "plugins_dir": plugins_dir}, {}, file)
        given = tomllib.loads(config)
        unset = {name: value for name, value in _DEFAULTS.items() if name not in given}
        settings = evolve(settings, **unset)
        return cls(settings, load_vocabulary(settings, plugins))

    def make_app(self) -> web.Application:
        """Make the application; its problems say what failed in a plugin."""
        return app.create_app(self.settings, self.vocabulary, debug=True)
