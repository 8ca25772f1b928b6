"""Events that the client tests query."""

from support.events import conversation, message, search

EVENTS = [
    message(
        "m1",
        createdAt="2026-03-02T10:15:00.000Z",
        properties={"plan": "pro", "seats": 12, "tags": ["a", "b"], "client": {"os": "iOS"}},
        userProperties={"userId": "u1"},
    ),
    message(
        "m2",
        createdAt="2026-03-03T23:59:59.999Z",
        properties={"plan": "free", "seats": "3", "trial": True},
        userProperties={"userId": "u2", "supportAgentName": "Kim"},
    ),
    conversation("c1", createdAt="2026-03-09T00:00:00.000Z", properties={"plan": "pro"}),
    search("s1", createdAt="2026-04-01T08:00:00.000Z", userProperties={"userId": "u1"}),
]
