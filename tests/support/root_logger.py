"""The root logger, which a command of a test may change for the whole process."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def restored_root_logger() -> Iterator[logging.Logger]:
    """Restore the handlers and the level of the root logger when the block ends."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield root
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
