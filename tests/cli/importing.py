"""Helpers for tests of `evsrv import`: input lines and the expected summary."""

import json

OPTIONS = ("import", "--db", "a.db", "--organization", "acme", "--project", "site")


def event(name, **members):
    return {"entityType": "message", "type": "sent", "messageId": "m", "id": name, **members}


def lines(*events):
    return b"".join(json.dumps(one).encode() + b"\n" for one in events)


def summary(stored=0, duplicates=0, bad=0):
    return f"a.db: {stored} events stored, {duplicates} duplicates, {bad} bad lines\n"
