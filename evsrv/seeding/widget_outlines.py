"""The types of the events of a visit, as the hosted API's chat widget sends them."""

from evsrv.seeding.draw import Draw, Weighted
from evsrv.seeding.outlines import Outline

QUESTION = "user_message_submitted"
ANSWER = "assistant_message_received"
DISPLAYED = "assistant_answer_displayed"
POSITIVE = "assistant_positive_feedback_submitted"
NEGATIVE = "assistant_negative_feedback_submitted"
ESCALATION = "user_escalation_indicated"
SOURCE_CLICKED = "assistant_source_item_clicked"
LINK_OPENED = "assistant_message_inline_link_opened"
COPIED = "assistant_message_copied"
CODE_COPIED = "assistant_code_block_copied"
SHARED = "chat_share_button_clicked"
CLEARED = "chat_clear_button_clicked"
SEARCH = "search_query_submitted"
SEARCH_RESULTS = "search_query_response_received"
RESULT_CLICKED = "search_result_clicked"

_TURNS = Weighted([(1, 50), (2, 26), (3, 13), (4, 7), (5, 4)])
# About one answer in ten gets feedback, two thirds of it positive.
_REACTIONS: Weighted[Outline] = Weighted(
    [
        ((), 640),
        ((POSITIVE,), 67),
        ((NEGATIVE, ESCALATION), 33),
        ((SOURCE_CLICKED,), 90),
        ((LINK_OPENED,), 40),
        ((COPIED,), 80),
        ((CODE_COPIED,), 50),
    ]
)
_ENDINGS: Weighted[Outline] = Weighted([((), 88), ((CLEARED,), 8), ((SHARED,), 4)])
_SEARCHES = Weighted([(1, 62), (2, 27), (3, 11)])

_MAX_TURN_EVENTS = 5
MAX_VISIT_EVENTS = 5 * _MAX_TURN_EVENTS + 1
"""Of a chat with the most turns."""


def widget_outline(draw: Draw) -> Outline:
    """Draw a visit: a search or a chat."""
    return _search(draw) if draw.chance(0.4) else _chat(draw)


def _chat(draw: Draw) -> Outline:
    types: list[str] = []
    for _ in range(draw.of(_TURNS)):
        types += [QUESTION, ANSWER, DISPLAYED, *draw.of(_REACTIONS)]
    return (*types, *draw.of(_ENDINGS))


def _search(draw: Draw) -> Outline:
    types: list[str] = []
    for _ in range(draw.of(_SEARCHES)):
        types += [SEARCH, SEARCH_RESULTS]
        if draw.chance(0.45):
            types.append(RESULT_CLICKED)
    return tuple(types)
