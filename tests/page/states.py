"""The states of the page that a person sees: those of `states.mjs`."""

import re

from page.path_driver import FOLDER

_STATE = re.compile(r'^  (\w+): \{\n    server: "(\w+)",$', re.M)

SERVERS = dict(_STATE.findall((FOLDER / "states.mjs").read_text()))
"""Name of a state → name of the server that it needs."""
