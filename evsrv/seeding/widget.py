"""The profile `widget`: a site whose only sender is the hosted API's chat widget."""

from collections.abc import Iterator
from typing import Any

from evsrv.seeding.draw import Draw, by_rank
from evsrv.seeding.outlines import Outline
from evsrv.seeding.profile import Item
from evsrv.seeding.rhythm import HOUR
from evsrv.seeding.widget_chat import chat_items
from evsrv.seeding.widget_outlines import MAX_VISIT_EVENTS, SEARCH, widget_outline
from evsrv.seeding.widget_search import search_items
from evsrv.seeding.widget_sender import WidgetSender

_VISITORS_AN_EVENT = 1 / 14
_MIN_VISITORS = 12
_MAX_GAP_MS = HOUR // MAX_VISIT_EVENTS


class Widget:
    """Visits to a site that has the widget."""

    def __init__(self, seed: int, events: int) -> None:
        self.draw = Draw(seed)
        count = _MIN_VISITORS + int(events * _VISITORS_AN_EVENT)
        self._users = by_rank([_user(self.draw, number) for number in range(count)], head=4)

    def outline(self) -> Outline:
        """Draw the types of the events of a visit."""
        return widget_outline(self.draw)

    def visit(self, instant: int, outline: Outline) -> Iterator[Item]:
        """Draw the documents of a visit, which is a search or a chat."""
        sender = WidgetSender.of_visit(self.draw, self.draw.of(self._users))
        timed_types = []
        for type_ in outline:
            timed_types.append((instant, type_))
            instant += min(self.draw.skewed(9_000, _MAX_GAP_MS), _MAX_GAP_MS)
        return (search_items if outline[0] == SEARCH else chat_items)(sender, timed_types)


def _user(draw: Draw, number: int) -> dict[str, Any]:
    if draw.chance(0.8):
        return {"id": f"{draw.bits(96):024x}", "identificationType": "COOKIED"}
    return {"id": f"user-{number:05d}", "identificationType": "ID_PROVIDED"}
