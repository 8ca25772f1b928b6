"""Without events of its own, a test has those of the demo data."""

import subprocess
import sys

from cli.processes import ENVIRON

from evsrv.testing import Ask

IMPORT = """
import sys

import evsrv.testing

heavy = [name for name in sys.modules if name.startswith("evsrv.") or name == "aiohttp"]
print(sorted(heavy))
"""


def test_database_has_demo_events_without_others(ask: Ask) -> None:
    assert ask({"select": [{"type": "aggregation", "aggregation": "count"}]}) == [{"count": 1000}]


def test_loading_the_pytest_plugin_imports_nothing_else_of_evsrv() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], env=ENVIRON, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['evsrv.testing', 'evsrv.testing.refused']"
