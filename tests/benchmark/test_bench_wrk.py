"""The parser of wrk's report, and the file of its requests."""

from pathlib import Path

import pytest
from benchmark.processes import Failed
from benchmark.wrk import Request, read_report, write_requests

REPORT = """\
Running 4s test @ http://127.0.0.1:8080/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     5.50ms   10.82ms  72.82ms   88.11%
    Req/Sec   551.09    404.03     1.52k    81.82%
  2400 requests in {time}, 306.72KB read
{errors}Requests/sec:    548.63
Transfer/sec:    278.60KB
"""


@pytest.mark.parametrize(("time", "seconds"), [("4.00s", 4.0), ("800.00ms", 0.8), ("1.50m", 90.0)])
def test_read_report_returns_requests_and_seconds(time: str, seconds: float) -> None:
    load = read_report(REPORT.format(time=time, errors=""))
    assert load.requests == 2400
    assert load.seconds == pytest.approx(seconds)
    assert load.rate == pytest.approx(2400 / seconds)


@pytest.mark.parametrize(
    "errors",
    [
        "  Non-2xx or 3xx responses: 3",
        "  Socket errors: connect 0, read 0, write 0, timeout 7",
        "  Socket errors: connect 1, read 0, write 0, timeout 0\n  Non-2xx or 3xx responses: 604",
    ],
)
def test_read_report_raises_for_failed_requests(errors: str) -> None:
    with pytest.raises(Failed, match=r"wrk reports errors: (Non-2xx|Socket)"):
        read_report(REPORT.format(time="4.00s", errors=f"{errors}\n"))


def test_read_report_raises_without_an_answer() -> None:
    with pytest.raises(Failed, match="no answer"):
        read_report(REPORT.format(time="4.00s", errors="").replace("2400", "0"))


def test_read_report_raises_for_unknown_output() -> None:
    with pytest.raises(Failed, match="cannot be parsed"):
        read_report("unable to connect")


def test_write_requests_has_one_line_for_each_request(tmp_path: Path) -> None:
    requests = [Request("POST", "/events", '{"a":1}'), Request("GET", "/x?y=1")]
    file = write_requests(tmp_path / "requests", requests)
    assert file.read_text() == 'POST\t/events\t{"a":1}\nGET\t/x?y=1\t\n'
