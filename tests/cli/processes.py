"""Environment of commands that run in their own process."""

import os

from evsrv.core.resources import PACKAGE

ENVIRON = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
"""Environment in which `python -m evsrv` runs the same code that the tests import."""
