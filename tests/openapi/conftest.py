from typing import Any

import pytest

from evsrv.builtin import PLUGINS
from evsrv.config import Settings
from evsrv.language import load_vocabulary
from evsrv.openapi import describe_api
from openapi.extra_plugin import Extra, described


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The description of a server with all bundled plugins and the default settings."""
    settings = Settings()
    return describe_api(load_vocabulary(settings), settings)


@pytest.fixture(scope="session")
def extended() -> Any:
    return described(*PLUGINS.values(), Extra())
