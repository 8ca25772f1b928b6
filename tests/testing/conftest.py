"""The fixtures of `evsrv.testing`, as pytest gives them wherever evsrv is installed."""

from evsrv.testing import (
    ask,
    evsrv_application,
    evsrv_config,
    evsrv_database,
    evsrv_events,
    evsrv_plugins,
    evsrv_plugins_dir,
    evsrv_server,
)

__all__ = [
    "ask",
    "evsrv_application",
    "evsrv_config",
    "evsrv_database",
    "evsrv_events",
    "evsrv_plugins",
    "evsrv_plugins_dir",
    "evsrv_server",
]
