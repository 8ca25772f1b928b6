"""Check of problem responses (RFC 9457)."""

import json
from pathlib import Path

from support.server import Response

DOCUMENTED = {
    problem["status"]: problem
    for problem in json.loads(
        (Path(__file__).parent / "data" / "documented-bodies.json").read_text(encoding="utf-8")
    )["problems"]
}
CODES = {404: "not_found", 405: "method_not_allowed", 413: "payload_too_large"} | {
    status: problem["code"] for status, problem in DOCUMENTED.items()
}


def assert_problem(reply: Response, status: int, path: str) -> None:
    """Assert that a response is a problem with all its members."""
    assert reply.status == status, reply.text
    assert reply.headers["Content-Type"].split(";")[0] == "application/problem+json"
    problem = reply.json
    assert set(DOCUMENTED[422]) <= set(problem)
    assert (problem["status"], problem["code"]) == (status, CODES[status])
    assert problem["error"]["code"] == CODES[status]
    if status in DOCUMENTED:
        assert problem["title"] == DOCUMENTED[status]["title"]
    for text in (problem["title"], problem["detail"], problem["error"]["message"]):
        assert isinstance(text, str)
        assert text
    assert problem["instance"] == path
    assert problem["requestId"]
    assert reply.headers["X-Request-ID"] == problem["requestId"]
    for issue in problem.get("errors", []):
        assert set(issue) == {"pointer", "message"}
        assert issue["pointer"] == "" or issue["pointer"].startswith("/")
        assert issue["message"]
