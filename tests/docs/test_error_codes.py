"""docs/api.md lists the error codes of the registry."""

import re
from pathlib import Path

import pytest

from evsrv.core.error_codes import ErrorCode

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
CODES = re.compile(r"(?<=<!-- error-codes -->\n).*?(?=<!-- /error-codes -->)", re.S)


def codes_table() -> str:
    codes = sorted(ErrorCode, key=lambda code: code.status.value)
    lines = ["| status | code | answered if |", "| --- | --- | --- |"]
    lines += [f"| {code.status.value} | `{code.value}` | {code.meaning} |" for code in codes]
    return "\n".join([*lines, ""])


def test_table_of_error_codes_has_every_code_of_the_registry(
    request: pytest.FixtureRequest,
) -> None:
    text = DOCUMENT.read_text("utf-8")
    if request.config.getoption("--update-docs", default=False):
        text = CODES.sub(lambda _: codes_table(), text)
        DOCUMENT.write_text(text, "utf-8")
    assert CODES.findall(text) == [codes_table()]
