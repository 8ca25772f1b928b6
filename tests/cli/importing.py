"""Helpers for tests of `evsrv import`: input lines and the expected summary."""

import json
from typing import Any

OPTIONS = ("import", "--db", "a.db", "--organization", "acme", "--project", "site")


def event(name: str, **members: Any) -> dict[str, Any]:
    return {"entityType": "message", "type": "sent", "messageId": "m", "id": name, **members}


def lines(*events: Any) -> Any:
    return b"".join(json.dumps(one).encode() + b"\n" for one in events)


def summary(stored: int = 0, duplicates: int = 0, bad: int = 0) -> str:
    return f"a.db: {stored} events stored, {duplicates} duplicates, {bad} bad lines\n"
