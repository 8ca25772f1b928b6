"""wrk: HTTP load on a server, and the parser of its report."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import frozen

from benchmark.processes import HOST, ROOT, Failed

MISSING = (
    "The measurements with HTTP load were skipped, because wrk is not installed; Debian and Ubuntu"
    " have it as the package `wrk`."
)
SECONDS = 4
_SCRIPT = Path(__file__).with_name("cycle.lua")
_TIMEOUT_SECONDS = 30
"""A later answer counts as an error."""


@frozen
class Request:
    """One request of a load."""

    method: str
    path: str
    body: str = ""
    """One line, without tabs."""


@frozen
class Load:
    """The result of a load; all answers had a status of 2xx or 3xx."""

    requests: int
    seconds: float

    @property
    def rate(self) -> float:
        """Return the number of requests answered in a second."""
        return self.requests / self.seconds


def is_there() -> bool:
    """Return whether wrk is installed."""
    return shutil.which("wrk") is not None


def write_requests(path: Path, requests: Iterable[Request]) -> Path:
    """Write the file of requests that `put_load` sends in turns."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{one.method}\t{one.path}\t{one.body}\n" for one in requests)
    return path


def put_load(
    port: int,
    requests: Path,
    headers: Mapping[str, str] | None = None,
    *,
    connections: int,
    seconds: int = SECONDS,
) -> Load:
    """Send requests for some seconds on these connections. Raises `Failed` on a bad answer."""
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
        "--timeout", f"{_TIMEOUT_SECONDS}s", "--script", str(_SCRIPT),
    ]  # fmt: skip
    for name, value in (headers or {}).items():
        command += ["--header", f"{name}: {value}"]
    command += [f"http://{HOST}:{port}/", "--", str(requests)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"wrk ended with status {done.returncode}: {done.stdout}{done.stderr}")
    return read_report(done.stdout)


def read_report(text: str) -> Load:
    """Parse the output of wrk. Raises `Failed` if a request failed or none was answered."""
    found = re.search(r"^ *(\d+) requests in ([\d.]+)(us|ms|s|m|h),", text, re.MULTILINE)
    if found is None:
        raise Failed(f"wrk's output cannot be parsed: {text}")
    wrong = re.search(r"^ *(Socket errors|Non-2xx or 3xx responses): .*$", text, re.MULTILINE)
    if wrong is not None:
        raise Failed(f"wrk reports errors: {wrong[0].strip()}")
    requests = int(found[1])
    if not requests:
        raise Failed("wrk got no answer in the time of the load")
    return Load(requests, float(found[2]) * _UNITS[found[3]])


_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
