"""The application under test: settings and the vocabulary of the plugins."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from attrs import frozen

from evsrv import app
from evsrv.config import Settings
from evsrv.plugin.vocabulary import Vocabulary


@frozen
class Application:
    """Settings, and the vocabulary that they and the plugins under test make."""

    settings: Settings
    vocabulary: Vocabulary

    @classmethod
    def load(cls, db: Path, plugins: Mapping[str, object], config: Mapping[str, Any]) -> Self:
        """Load the plugins; raises `PluginError` as the start of a server does."""
        # Events of a test may be of any time, and a few events are faster without a copy.
        settings = Settings(**{"max_future": 0, "columnar": "off", **config, "db": db})
        return cls(settings, app.load_vocabulary(settings, plugins))

    def make_app(self) -> web.Application:
        """Make the application; its problems say what failed in a plugin."""
        return app.create_app(self.settings, self.vocabulary, debug=True)
