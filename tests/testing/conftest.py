"""The fixtures of `evsrv.testing`, as pytest gives them wherever evsrv is installed."""

from evsrv.testing import (
    _evsrv_application,
    ask,
    evsrv_config,
    evsrv_database,
    evsrv_events,
    evsrv_plugins,
    evsrv_plugins_dir,
    evsrv_server,
)

__all__ = [
    "_evsrv_application",
    "ask",
    "evsrv_config",
    "evsrv_database",
    "evsrv_events",
    "evsrv_plugins",
    "evsrv_plugins_dir",
    "evsrv_server",
]
