"""Lists of names in response headers."""

import re
from collections.abc import Iterable
from urllib.parse import quote

MAX_HEADER_LIST_BYTES = 1_000
_CUT = "..."
_HALF_ESCAPE = re.compile("%[0-9A-F]?$")


def header_list(names: Iterable[str]) -> str:
    """Render names, percent-encoded as UTF-8 and joined by `, `; a longer list is cut."""
    text = ", ".join(quote(name, safe="") for name in names)
    if len(text) <= MAX_HEADER_LIST_BYTES:
        return text
    return _HALF_ESCAPE.sub("", text[: MAX_HEADER_LIST_BYTES - len(_CUT)]) + _CUT
