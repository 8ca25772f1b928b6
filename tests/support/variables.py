"""Variables of the environment that are for tests."""

import os


def read_variable(name: str) -> str | None:
    """Return a variable, and hide it: evsrv refuses unknown ones that begin with EVSRV_.

    Other processes of the tests find it too.
    """
    hidden = f"HIDDEN_{name}"
    if name in os.environ:
        os.environ[hidden] = os.environ.pop(name)
    return os.environ.get(hidden)
