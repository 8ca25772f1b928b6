"""wrk: load on an HTTP server, and what it reports."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import frozen

from benchmark.processes import HOST, ROOT, Failed

MISSING = (
    "What needs load on HTTP was left out here, as there is no wrk; Debian and Ubuntu have it as a"
    " package, `wrk`."
)
SECONDS = 4
_SCRIPT = Path(__file__).with_name("cycle.lua")
_PATIENCE = 30
"""After how many seconds an answer counts as none."""


@frozen
class Request:
    """One request of a load."""

    method: str
    path: str
    body: str = ""
    """Of one line, without tabs."""


@frozen
class Load:
    """What became of a load; all answers were good ones."""

    requests: int
    seconds: float

    @property
    def rate(self) -> float:
        """Tell how many requests were answered in a second."""
        return self.requests / self.seconds


def is_there() -> bool:
    """Tell whether wrk is installed."""
    return shutil.which("wrk") is not None


def write_requests(path: Path, requests: Iterable[Request]) -> Path:
    """Write what `put_load` sends in turns."""
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
    """Send requests for some seconds on so many connections; a bad answer ends the run."""
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
        "--timeout", f"{_PATIENCE}s", "--script", str(_SCRIPT),
    ]  # fmt: skip
    for name, value in (headers or {}).items():
        command += ["--header", f"{name}: {value}"]
    command += [f"http://{HOST}:{port}/", "--", str(requests)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"wrk ended with status {done.returncode}: {done.stdout}{done.stderr}")
    return read_report(done.stdout)


def read_report(text: str) -> Load:
    """Read what wrk prints. Raises `Failed` where a request went wrong, or none was answered."""
    found = re.search(r"^ *(\d+) requests in ([\d.]+)(us|ms|s|m|h),", text, re.MULTILINE)
    if found is None:
        raise Failed(f"wrk said what cannot be read: {text}")
    wrong = re.search(r"^ *(Socket errors|Non-2xx or 3xx responses): .*$", text, re.MULTILINE)
    if wrong is not None:
        raise Failed(f"wrk met errors: {wrong[0].strip()}")
    requests = int(found[1])
    if not requests:
        raise Failed("wrk got no answer in its time")
    return Load(requests, float(found[2]) * _UNITS[found[3]])


_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
