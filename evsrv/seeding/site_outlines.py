"""The types of the events of a visit to the demo site."""

from evsrv.seeding.draw import Draw, Weighted
from evsrv.seeding.outlines import Outline

ENTITY_TYPES = {
    "chat_opened": "conversation",
    "conversation_started": "conversation",
    "conversation_resolved": "conversation",
    "support_ticket_created": "conversation",
    "user_message_sent": "message",
    "assistant_message_received": "message",
    "answer_copied": "message",
    "code_copied": "message",
    "link_clicked": "message",
    "feedback_submitted": "message",
    "search_performed": "search",
    "search_result_clicked": "search",
}
"""The event types, each with the entityType that it is sent as."""

MAX_VISIT_EVENTS = 18

_TURNS = Weighted([(1, 46), (2, 27), (3, 14), (4, 8), (5, 5)])
_REACTIONS: Weighted[Outline] = Weighted(
    [
        ((), 55),
        (("answer_copied",), 14),
        (("link_clicked",), 16),
        (("code_copied",), 6),
        (("feedback_submitted",), 9),
    ]
)
_ENDINGS: Weighted[Outline] = Weighted(
    [((), 78), (("conversation_resolved",), 18), (("support_ticket_created",), 4)]
)
_SEARCHES = Weighted([(1, 60), (2, 28), (3, 12)])


def site_outline(draw: Draw) -> Outline:
    """Draw a visit."""
    share = draw.share()
    if share < 0.12:
        return ("chat_opened",)
    if share < 0.48:
        return _search(draw)
    return _chat(draw)


def _chat(draw: Draw) -> Outline:
    types = ["chat_opened", "conversation_started"]
    for _ in range(draw.of(_TURNS)):
        reaction = draw.of(_REACTIONS)
        types += ["user_message_sent", "assistant_message_received", *reaction]
    ending = draw.of(_ENDINGS)
    return (*types, *ending)


def _search(draw: Draw) -> Outline:
    types: list[str] = []
    for _ in range(draw.of(_SEARCHES)):
        types.append("search_performed")
        if draw.chance(0.46):
            types.append("search_result_clicked")
    return tuple(types)
