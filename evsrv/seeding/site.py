"""The profile `site`: a site with a chat, a search, and senders of several kinds."""

from collections.abc import Iterator
from typing import Any

from evsrv.core.datasets import EVENTS
from evsrv.core.timestamps import format_timestamp
from evsrv.seeding.draw import Draw, Weighted
from evsrv.seeding.outlines import Outline
from evsrv.seeding.people import Person, population
from evsrv.seeding.profile import Document, Item
from evsrv.seeding.properties import properties_of
from evsrv.seeding.rhythm import HOUR
from evsrv.seeding.site_conversations import conversation_items
from evsrv.seeding.site_outlines import ENTITY_TYPES, MAX_VISIT_EVENTS, site_outline
from evsrv.seeding.words import page_url, search_query

_INTEGRATIONS = Weighted(
    [("web-widget", 58), ("docs-search", 22), ("slack-bot", 13), (None, 5), ("copilot", 2)]
)
_REFERRERS = ("https://www.google.com/", "https://github.com/", "https://news.ycombinator.com/")
_OTHER_SEEDS = 1 << 64
_MAX_GAP_MS = HOUR // MAX_VISIT_EVENTS


class Site:
    """Visits to the site."""

    def __init__(self, seed: int, events: int) -> None:
        self.draw = Draw(seed)
        # Other draws than those of the events, which depend on nothing else.
        self._conversation_draw = Draw(seed + _OTHER_SEEDS)
        self._people = population(self.draw, events)

    def outline(self) -> Outline:
        """Draw the types of the events of a visit."""
        return site_outline(self.draw)

    def visit(self, instant: int, outline: Outline) -> Iterator[Item]:
        """Draw the events of a visit, its conversation and the feedback in it."""
        events = list(_visit_events(self.draw, self.draw.of(self._people), instant, outline))
        for time, document in events:
            yield time, EVENTS, document
        yield from conversation_items(self._conversation_draw, events)


def _visit_events(
    draw: Draw, person: Person, instant: int, outline: Outline
) -> Iterator[tuple[int, Document]]:
    integration = draw.of(_INTEGRATIONS)
    conversation, message = draw.uuid7(instant), ""
    query = search_query(draw)
    setting: dict[str, Any] = {
        "plan": person.plan,
        "locale": person.locale,
        "client": person.client,
        "page": page_url(draw),
    }
    if draw.chance(0.5):
        setting["referrer"] = draw.pick(_REFERRERS) if draw.chance(0.6) else None
    for number, type_ in enumerate(outline):
        if type_ == "search_performed" and number:
            query = search_query(draw)
        if type_ in ("user_message_sent", "assistant_message_received"):
            message = draw.uuid7(instant)
        entity = ENTITY_TYPES[type_]
        document: Document = {
            "id": draw.uuid7(instant),
            "entityType": entity,
            "type": type_,
            "createdAt": format_timestamp(instant),
        }
        properties = setting | properties_of(draw, type_)
        if entity == "message":
            document["messageId"] = message
            properties["conversationId"] = conversation
        elif entity == "conversation":
            document["conversationId"] = conversation
        else:
            document["searchQuery"] = query
        if integration is not None:
            document["integrationId"] = integration
        # Senders differ: some leave out a field that they do not have, some send a null.
        if not draw.chance(0.006):
            document["properties"] = properties
        if person.user is not None or draw.chance(0.5):
            document["userProperties"] = person.user
        yield instant, document
        instant += min(draw.skewed(9_000, _MAX_GAP_MS), _MAX_GAP_MS)
