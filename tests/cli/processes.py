"""Commands as processes of their own."""

import os

from evsrv.core.resources import PACKAGE

ENVIRON = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
"""What they run in: the code that the tests have imported, wherever that is."""
