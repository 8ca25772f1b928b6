"""Rows whose times lie around odd changes of clocks, with values of every JSON type."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from semantics.language.zones import as_if_utc, changes_of_offset
from semantics.model.events import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from semantics.model.instants import show_instant

Json = Any
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@frozen
class Moment:
    """An instant at which the clocks of a zone change."""

    zone: str
    instant: int


def _changes(zone: str, *years: int) -> list[Moment]:
    found = []
    for year in years:
        start, end = as_if_utc(datetime(year, 1, 1)), as_if_utc(datetime(year + 1, 1, 1))
        found += [Moment(zone, change) for change in changes_of_offset(zone, start, end)]
    return found


MOMENTS = [
    *_changes("Australia/Lord_Howe", 2026),
    *_changes("America/Havana", 2025, 2026),
    # Clocks went back at 00:01, over midnight.
    *_changes("America/St_Johns", 2010),
    *_changes("Pacific/Apia", 2011),
    *_changes("Africa/Casablanca", 2026),
    *_changes("Asia/Kathmandu", 1985, 1986),
    *_changes("Pacific/Chatham", 2026),
    *_changes("Africa/Cairo", 2026),
    *_changes("Asia/Beirut", 2026),
    *_changes("America/New_York", 2026),
    *_changes("Europe/Berlin", 2026),
    *(Moment("Asia/Tokyo", as_if_utc(datetime(2026, month, 1)) - 9 * HOUR) for month in (1, 3)),
    *(Moment("UTC", as_if_utc(datetime(2026, month, 1))) for month in (1, 3, 4)),
]
ZONES = sorted({moment.zone for moment in MOMENTS})
STEPS = [
    *(0, 1, MINUTE, 30 * MINUTE, 45 * MINUTE, HOUR, HOUR - 1, 2 * HOUR, 3 * HOUR, 11 * HOUR),
    *(12 * HOUR, 23 * HOUR, DAY, DAY + HOUR, 2 * DAY, 3 * DAY, 7 * DAY, 8 * DAY, 31 * DAY),
]

NUMBERS: list[Json] = [
    *(0, 1, 2, 3, 10, -1, 0.5, 2.25, 1.0, "4", "1.5", "-2", 7, 5, 5, 1),
    *(None, "x", True, [1], {"a": 1}),
]
"""Numbers whose sums are exact in doubles, and values that are no numbers."""
VALUES: list[Json] = [
    *("a", "a", "b", "", "A", "ä", "Ä", "Other", "10", "9", 9, 10, 1, 1.0, "1", True, "true"),
    *(False, None, [1, "a"], [], {"a": 1}, {}, 2**53 + 1, "2026-03-08"),
]
TIMES: list[Json] = [
    *("2026-03-08", "2026-03-08T02:30:00", "2026-03-08T07:00:00.000Z", "2026-11-01T05:30:00Z"),
    *("2011-12-30T10:00:00Z", "2026-04-04T15:00:00Z", "2026-03-29T01:00:00+01:00", "x", 5, None),
]
URLS: list[Json] = [
    *("https://Example.com:8080/a?b#c", "http://example.com", "ftp://x.y/z", "github.com", ""),
    *("HTTPS://GITHUB.COM/evsrv", "https://github.com?a", None, 5, ["https://github.com"]),
]
QUERIES = ["API Key", "api key", "api key", "É", "é", "", "webhooks", None]
TYPES = ["opened", "closed", "closed", "Rated"]
USERS: list[Json] = [
    *({"userId": "u1"}, {"userId": "u2", "id": "x"}, {"id": "u1"}, {"id": 7}, {"userId": None}),
    *({"userId": 7}, {"userId": "u3"}, {}, None),
]


def _common(chance: random.Random) -> Json:
    members = {"n": NUMBERS, "v": VALUES, "t": TIMES, "url": URLS}
    properties = {name: chance.choice(values) for name, values in members.items()}
    for name in members:
        if chance.random() < 0.15:
            del properties[name]
    return {
        "integrationId": chance.choice(["i", "I", None]),
        "properties": None if chance.random() < 0.05 else properties,
        "userProperties": chance.choice(USERS),
    }


def _event(chance: random.Random, time: str) -> Json:
    body = {
        **_common(chance),
        "entityType": "event",
        "type": chance.choice(TYPES),
        "createdAt": time,
        "conversationId": chance.choice(["c1", "c2", "C2", None]),
        "searchQuery": chance.choice(QUERIES),
    }
    return {name: value for name, value in body.items() if value is not None}


def _conversation(chance: random.Random, time: str) -> Json:
    return {
        **_common(chance),
        "userMessageCount": chance.choice([0, 1, 2, 3, 9, 10]),
        "firstMessageTime": time,
        "type": chance.choice(["openai", "support_ticket"]),
    }


def _feedback(chance: random.Random, time: str) -> Json:
    return {
        **_common(chance),
        "type": chance.choice(["positive", "negative"]),
        "messageId": chance.choice(["m1", "M1", "m2"]),
        "createdAt": time,
        "reasons": chance.choice([None, [], [{"label": "a", "details": ""}]]),
        "conversationId": chance.choice(["c1", "c2", None]),
    }


_MAKERS: Mapping[Dataset, Callable[[random.Random, str], Json]] = {
    EVENTS: _event,
    CONVERSATIONS: _conversation,
    FEEDBACK: _feedback,
}


def random_rows(dataset: Dataset, seed: int, per_moment: int) -> list[Json]:
    """Return rows of a dataset, so many around each moment."""
    chance = random.Random(f"{dataset.time_field} {len(dataset.fields)} {seed}")
    return [
        _MAKERS[dataset](chance, show_instant(moment.instant + chance.choice([-1, 1]) * step))
        for moment in MOMENTS
        for step in (chance.choice(STEPS) for _ in range(per_moment))
    ]
