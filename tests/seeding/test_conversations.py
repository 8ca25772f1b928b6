"""The conversations and feedback of the generated events."""

import hashlib
import json
from collections import Counter, defaultdict
from typing import Any

import pytest
from support.zones import instant_of

from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset
from evsrv.seeding import PROFILES, generate, generate_events

ByDataset = dict[Dataset, list[dict[str, Any]]]

DIGESTS = {
    "site": "a2d5f6defb65920f7c08a1bc1af84fee545cae928c8abd3a3ff3c0fafe4f6e81",
    "widget": "66512f32aad3813a5b175907d2a80d6583d63ee15c47cf7b339e8b7c22b6f9e4",
}


@pytest.fixture(scope="module", params=PROFILES)
def profile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def documents(profile: str) -> ByDataset:
    by_dataset = defaultdict(list)
    for dataset, document in generate(events=8000, days=56, seed=1, profile=PROFILES[profile]):
        by_dataset[dataset].append(document)
    return by_dataset


def test_documents_of_a_seed_never_change(profile: str) -> None:
    rows = [
        [dataset.name, document]
        for dataset, document in generate(events=2000, days=30, seed=1, profile=PROFILES[profile])
    ]
    assert hashlib.sha256(json.dumps(rows).encode()).hexdigest() == DIGESTS[profile]


def test_events_are_those_that_are_generated_alone(profile: str, documents: ByDataset) -> None:
    alone = list(generate_events(events=8000, days=56, seed=1, profile=PROFILES[profile]))
    assert documents[EVENTS] == alone


def test_another_seed_gives_other_conversations_and_feedback(profile: str) -> None:
    first, second = (
        {
            document["id"]
            for dataset, document in generate(
                events=300, days=3, seed=seed, profile=PROFILES[profile]
            )
            if dataset is not EVENTS
        }
        for seed in (1, 2)
    )
    assert first
    assert not first & second


def test_documents_come_in_time_order(profile: str) -> None:
    times = {CONVERSATIONS: "updatedAt", EVENTS: "createdAt", FEEDBACK: "createdAt"}
    instants = [
        instant_of(document[times[dataset]])
        for dataset, document in generate(events=900, days=5, seed=3, profile=PROFILES[profile])
    ]
    assert instants == sorted(instants)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_ids_are_unique(documents: ByDataset, dataset: Dataset) -> None:
    ids = Counter(document["id"] for document in documents[dataset])
    assert max(ids.values()) == 1
    assert len(ids) > 50


def test_events_name_conversations_and_messages_that_exist(
    profile: str, documents: ByDataset
) -> None:
    conversations = {one["id"] for one in documents[CONVERSATIONS]}
    messages = {message["id"] for one in documents[CONVERSATIONS] for message in one["messages"]}
    opened = {
        event["conversationId"]
        for event in documents[EVENTS]
        if event["type"] not in ("chat_opened", "conversation_started")
        and "conversationId" in event
    }
    # The last visit is cut short, and a chat that was only opened has no messages.
    assert len(opened - conversations) <= 1
    named = {event["messageId"] for event in documents[EVENTS] if "messageId" in event}
    assert named
    assert named <= messages


def test_every_feedback_is_on_an_answer_before_it(documents: ByDataset) -> None:
    answers = {
        message["id"]: message["createdAt"]
        for one in documents[CONVERSATIONS]
        for message in one["messages"]
        if message["role"] == "assistant"
    }
    for feedback in documents[FEEDBACK]:
        assert answers[feedback["messageId"]] < feedback["createdAt"]


def test_every_feedback_has_an_event_of_the_same_time(documents: ByDataset) -> None:
    events = {
        (event["messageId"], event["createdAt"])
        for event in documents[EVENTS]
        if "feedback" in event["type"]
    }
    feedback = [(one["messageId"], one["createdAt"]) for one in documents[FEEDBACK]]
    assert sorted(feedback) == sorted(events)


def test_about_one_answer_in_ten_has_feedback_and_two_thirds_of_it_are_positive(
    documents: ByDataset,
) -> None:
    answers = sum(
        message["role"] == "assistant"
        for one in documents[CONVERSATIONS]
        for message in one["messages"]
    )
    assert 0.07 < len(documents[FEEDBACK]) / answers < 0.13
    positive = sum(one["type"] == "positive" for one in documents[FEEDBACK])
    assert 0.58 < positive / len(documents[FEEDBACK]) < 0.8


def test_messages_alternate_and_rise_in_time(documents: ByDataset) -> None:
    for one in documents[CONVERSATIONS]:
        roles = [message["role"] for message in one["messages"]]
        assert roles == [("user", "assistant")[place % 2] for place in range(len(roles))]
        times = [message["createdAt"] for message in one["messages"]]
        assert times == sorted(times)
        assert one["createdAt"] <= times[0]
        assert times[-1] <= one["updatedAt"]


def test_site_has_conversations_of_both_kinds_of_keys() -> None:
    kinds = Counter(
        (document["loggedWith"], document["type"], document.get("visibility"))
        for dataset, document in generate(events=8000, days=56, seed=1)
        if dataset is CONVERSATIONS
    )
    assert {("web", "openai", None), ("api", "openai", None), ("web", "openai", "public")} <= {
        *kinds
    }
    assert kinds["api", "support_copilot", None] > 5


@pytest.fixture(scope="module")
def widget() -> dict[str, list[dict[str, Any]]]:
    by_type = defaultdict(list)
    documents = generate_events(events=6000, days=30, seed=1, profile=PROFILES["widget"])
    for document in documents:
        by_type[document["type"]].append(document)
    return by_type


def test_widget_names_its_users_by_id(widget: dict[str, list[dict[str, Any]]]) -> None:
    users = [event["userProperties"] for events in widget.values() for event in events]
    assert {user["identificationType"] for user in users} == {"COOKIED", "ID_PROVIDED"}
    assert all(isinstance(user["id"], str) and "userId" not in user for user in users)


def test_widget_receives_each_search_and_clicks_some(
    widget: dict[str, list[dict[str, Any]]],
) -> None:
    submitted, received, clicked = (
        widget[type_]
        for type_ in (
            "search_query_submitted",
            "search_query_response_received",
            "search_result_clicked",
        )
    )
    assert abs(len(submitted) - len(received)) <= 1
    assert 0.35 < len(clicked) / len(received) < 0.55
    for event in (*submitted, *received, *clicked):
        assert event["entityType"] == "search"
        assert event["properties"]["searchQuery"] == event["searchQuery"]
    assert all("totalResults" in event["properties"] for event in received)
    assert all("url" in event["properties"] for event in clicked)


def test_widget_events_carry_no_more_of_a_conversation_than_its_id(
    widget: dict[str, list[dict[str, Any]]],
) -> None:
    chats = [event for type_ in widget for event in widget[type_] if "search" not in type_]
    assert all(event["properties"]["conversation"].keys() == {"id"} for event in chats)
    for type_ in ("assistant_positive_feedback_submitted", "assistant_negative_feedback_submitted"):
        for event in widget[type_]:
            assert event["entityType"] == "message"
            assert event["properties"]["messageId"] == event["messageId"]
            assert event["properties"]["question"]
            assert event["properties"]["answer"]


def test_widget_copies_a_shared_conversation_into_a_public_one(
    widget: dict[str, list[dict[str, Any]]],
) -> None:
    conversations = {
        document["id"]: document
        for dataset, document in generate(events=6000, days=30, seed=1, profile=PROFILES["widget"])
        if dataset is CONVERSATIONS
    }
    shared = widget["chat_share_button_clicked"]
    assert shared
    for event in shared:
        copy = conversations[event["properties"]["sharedConversationId"]]
        original = conversations[event["properties"]["originalConversationId"]]
        assert (copy["visibility"], original.get("visibility")) == ("public", None)
        contents = [message["content"] for message in original["messages"]]
        assert [message["content"] for message in copy["messages"]] == contents
