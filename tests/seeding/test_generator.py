import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.zones import instant_of

from evsrv.ingest import EventReader
from evsrv.seeding import DEFAULT_UNTIL, generate_events
from evsrv.seeding.draw import Draw, Weighted


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    return list(generate_events(events=8000, days=56, seed=1))


def _digest(documents: Iterable[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(list(documents)).encode()).hexdigest()


def test_the_rows_of_a_seed_never_change() -> None:
    # The README's answers were computed on these rows: a new digest means new answers there.
    digest = _digest(generate_events(events=2000, days=30, seed=1))
    assert digest == "bd8d820e621434707e91be9575ed8ac8185811fc3f7096c10be0d1defb2797cf"


def test_another_seed_gives_other_rows() -> None:
    first = {document["id"] for document in generate_events(events=100, days=3, seed=1)}
    second = {document["id"] for document in generate_events(events=100, days=3, seed=2)}
    assert not first & second


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(1, 400), st.integers(0, 10**9))
def test_count_order_and_span(events: Any, days: int, seed: int) -> None:
    documents = list(generate_events(events=events, days=days, seed=seed))
    assert len(documents) == events
    instants = [instant_of(document["createdAt"]) for document in documents]
    assert instants == sorted(instants)
    end = instant_of(DEFAULT_UNTIL.isoformat())
    assert all(end - days * 86_400_000 <= instant < end for instant in instants)


def test_ids_are_unique_uuid7_of_their_time(documents: list[dict[str, Any]]) -> None:
    assert len({document["id"] for document in documents}) == len(documents)
    for document in documents:
        identifier = uuid.UUID(document["id"])
        assert (identifier.version, identifier.variant) == (7, uuid.RFC_4122)
        assert identifier.int >> 80 == instant_of(document["createdAt"])


def test_every_event_passes_as_a_post_body(documents: list[dict[str, Any]]) -> None:
    reader = EventReader()
    for document in documents[:1500]:
        event = reader.read(
            document, organization_id="o", project_id="p", integration_id=None, now=0
        )
        assert event.id == document["id"]


def test_it_is_yielded_as_it_is_made() -> None:
    documents = generate_events(events=50_000, days=90, seed=1)
    first, second = next(documents), next(documents)
    assert first["createdAt"] <= second["createdAt"] < "2026-01-02"


def test_types_and_users_are_skewed(documents: list[dict[str, Any]]) -> None:
    types = Counter(document["type"] for document in documents)
    assert len(types) >= 10
    assert types.most_common()[0][1] > 20 * types.most_common()[-1][1]
    users = Counter((document.get("userProperties") or {}).get("userId") for document in documents)
    assert users[None] > 0
    del users[None]
    counts = sorted(users.values(), reverse=True)
    assert counts[0] > 10 * counts[len(counts) // 2]


def test_days_and_weeks_have_a_rhythm(documents: list[dict[str, Any]]) -> None:
    instants = [datetime.fromisoformat(document["createdAt"]) for document in documents]
    hours = Counter(instant.hour for instant in instants)
    assert hours[14] > 5 * hours[2]
    weekdays = Counter(instant.weekday() for instant in instants)
    assert min(weekdays[day] for day in range(5)) > 2 * max(weekdays[5], weekdays[6])


def test_searches_have_a_head_and_a_long_tail(documents: list[dict[str, Any]]) -> None:
    queries = Counter(
        document["searchQuery"] for document in documents if "searchQuery" in document
    )
    assert queries.most_common(1)[0][1] > 100
    assert sum(count == 1 for count in queries.values()) > 100


def test_a_message_is_referred_to_by_what_follows_it(documents: list[dict[str, Any]]) -> None:
    answers = {
        document["messageId"]
        for document in documents
        if document["type"] == "assistant_message_received"
    }
    copied = [document for document in documents if document["type"] == "answer_copied"]
    assert copied
    assert all(document["messageId"] in answers for document in copied)


def test_properties_have_every_json_type(documents: list[dict[str, Any]]) -> None:
    types: Counter[str | type] = Counter()
    latencies: Counter[type] = Counter()
    for document in documents:
        types["absent"] += "properties" not in document
        types["user absent"] += "userProperties" not in document
        types["user null"] += "userProperties" in document and document["userProperties"] is None
        for name, value in (document.get("properties") or {}).items():
            types[type(value)] += 1
            if name == "latencyMs":
                latencies[type(value)] += 1
    for kind in (str, int, float, bool, list, dict, type(None)):
        assert types[kind] > 50, kind
    assert types["absent"] > 0
    assert types["user absent"] > 0
    assert types["user null"] > 0
    assert 0 < latencies[str] < latencies[int] / 20


def test_until_takes_any_offset() -> None:
    berlin = timezone(timedelta(hours=2))
    until = datetime(2026, 4, 1, 2, tzinfo=berlin)
    assert _digest(generate_events(events=50, days=2, seed=3, until=until)) == _digest(
        generate_events(events=50, days=2, seed=3)
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"events": -1}, "at least"),
        ({"days": 0}, "at least"),
        ({"until": datetime(2026, 4, 1)}, "offset"),
        ({"until": datetime(1970, 1, 2, tzinfo=UTC)}, "before 1970"),
        ({"days": 10**30}, "before 1970"),
    ],
)
def test_arguments_that_make_no_sense(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        generate_events(**({"events": 1, "days": 2, "seed": 1} | arguments))


def test_weights() -> None:
    values = Weighted([("a", 1), ("b", 3)])
    assert [values.at(share / 8) for share in range(8)] == ["a"] * 2 + ["b"] * 6
    draw = Draw(1)
    numbers = [draw.between(1, 3) for _ in range(100)]
    assert set(numbers) == {1, 2, 3}
    assert all(low < high for low, high in pairwise(draw.some(range(9), 9)))
