"""Conversations and feedback in the client's form, and what the client returns for them."""

from support.node import Json

ASKED = "2026-03-02T10:15:00.000Z"
ANSWERED = "2026-03-02T10:15:05.000Z"


def date(instant: str) -> Json:
    """Return the JSON of a JavaScript date."""
    return {"$date": instant}


LINK = {
    "label": "1",
    "url": "https://docs.example/sso",
    "title": "SSO",
    "description": None,
    "type": "site",
    "breadcrumbs": ["Docs", "Login"],
}
CALL = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": '{"a":1}'}}
USER = {
    "id": 7,
    "userId": "u-1",
    "identificationType": "COOKIED",
    "supportAgentName": None,
    "userType": "member",
    "additionalProperties": {"team": {"name": "core"}},
}
PARTS = [
    {"type": "text", "text": "Where is it?"},
    {"type": "image_url", "imageUrl": {"url": "https://docs.example/a.png", "detail": "low"}},
]
OPENAI_MESSAGES: list[Json] = [
    {"id": "m-1", "role": "system", "content": "Be short."},
    {"id": "m-2", "role": "user", "content": PARTS, "name": "Kim", "userProperties": USER},
    {
        "id": "m-3",
        "role": "assistant",
        "content": "There.",
        "externalId": "x-3",
        "externalUrl": "https://tickets.example/3",
        "links": [LINK],
        "properties": {"model": "small", "tokens": 12},
        "toolCalls": [CALL],
    },
]
SUPPORT_MESSAGES: list[Json] = [
    {"id": "m-1", "role": "customer", "content": "Where is it?", "links": [LINK]},
    {"id": "m-2", "role": "agent", "content": None, "name": "Kim", "userProperties": USER},
]
MESSAGES = {
    "openai": OPENAI_MESSAGES,
    "support_ticket": SUPPORT_MESSAGES,
    "support_copilot": SUPPORT_MESSAGES,
}


def dialogue(name: str, type_: str = "openai", /, **members: Json) -> Json:
    """Return a request for a conversation of this id with all members that the client knows."""
    times = {"createdAt": date(ASKED), "updatedAt": date(ANSWERED)}
    return {
        "id": name,
        "type": type_,
        "externalId": f"x-{name}",
        "externalUrl": f"https://tickets.example/{name}",
        "supportTicketConversationId": f"t-{name}",
        **times,
        "properties": {"plan": "pro", "seats": 12, "tags": ["a", 1], "client": {"os": "iOS"}},
        "userProperties": USER,
        "tags": ["docs", "vip"],
        "visibility": "private",
        "messages": [{**message, **times} for message in MESSAGES[type_]],
        **members,
    }


def shown(request: Json, **members: Json) -> Json:
    """Return what the client shows of a conversation that was logged with this request."""
    type_ = request["type"]
    times = {"createdAt": ASKED, "updatedAt": ANSWERED}
    nothing = dict.fromkeys(
        ("externalId", "externalUrl", "name", "links", "properties", "userProperties")
    )
    if type_ == "openai":
        nothing |= {"toolCalls": None}
    conversation = {
        **request,
        **times,
        "projectId": "site",
        "integrationId": "docs",
        "messages": [
            {**nothing, **message, **times, "type": type_, "conversationId": request["id"]}
            for message in request["messages"]
        ],
        **members,
    }
    if type_ == "openai":
        conversation["messagesOpenAIFormat"] = [
            {
                name: message[name]
                for name in ("role", "content", "name", "toolCalls")
                if message.get(name) is not None
            }
            for message in request["messages"]
        ]
    return conversation


def rating(name: str, /, **members: Json) -> Json:
    """Return a request for feedback of this id about the third message."""
    return {
        "id": name,
        "type": "negative",
        "messageId": "m-3",
        "createdAt": date(ANSWERED),
        "reasons": [{"label": "inaccurate", "details": ""}, {"label": "", "details": "Wrong."}],
        "properties": {"page": "/sso", "depth": 2},
        "userProperties": USER,
        **members,
    }
