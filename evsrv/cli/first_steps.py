"""The text that `evsrv init` ends with: the keys, and the commands of the first minute."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from evsrv.cli.server_address import local_url
from evsrv.config import Settings

_TEXT = """\
Keep the keys; they are not shown again:

  {api}   sends events and asks
  {read}  asks; for people and dashboards
  {web}   sends; for public web pages

1. Start the server. Ctrl-C stops it:

  {serve}

2. Send an event, in another terminal:

  curl -sS '{url}/events' \\
    -H 'Authorization: Bearer {api}' \\
    -H 'Content-Type: application/json' -d '{{"type": "signup", "properties": {{"plan": "pro"}}}}'

   Or let a web page send its views, with this line in its HTML:

  <script defer src="{url}/evsrv.js" data-key="{web}"></script>

3. Count the events by type:

  curl -sS '{url}/query/events' \\
    -H 'Authorization: Bearer {read}' \\
    -H 'Content-Type: application/json' -d '{{"groupBy": [{{"field": "type"}}],
      "select": [{{"type": "aggregation", "aggregation": "count"}}]}}'

4. Look at them in a browser. The link has the read key:

  {url}/ui/#key={read}"""


def first_steps(settings: Settings, keys: Mapping[str, str], directory: Path) -> str:
    """Return the steps from new keys, by their kind, to a chart of one's own events."""
    serve = "evsrv serve"
    if directory.absolute() != Path.cwd():
        serve = f"cd {shlex.quote(str(directory))} && {serve}"
    return _TEXT.format_map({**keys, "url": local_url(settings), "serve": serve})
