"""A search in the chat widget: submitted, received, sometimes clicked."""

from collections.abc import Iterable, Iterator

from evsrv.seeding.profile import Item
from evsrv.seeding.widget_outlines import RESULT_CLICKED, SEARCH, SEARCH_RESULTS
from evsrv.seeding.widget_sender import WidgetSender
from evsrv.seeding.words import page_link, page_url, search_query


def search_items(sender: WidgetSender, timed_types: Iterable[tuple[int, str]]) -> Iterator[Item]:
    """Yield the events of the searches of a visit."""
    draw = sender.draw
    query = ""
    for instant, type_ in timed_types:
        properties: dict[str, object] = {}
        if type_ == SEARCH:
            query = search_query(draw)
        elif type_ == SEARCH_RESULTS:
            properties["totalResults"] = 0 if draw.chance(0.09) else draw.skewed(12, 400)
        elif type_ == RESULT_CLICKED:
            link = page_link(page_url(draw))
            properties |= {"title": link["title"], "url": link["url"]}
        properties["searchQuery"] = query
        yield sender.event(instant, type_, properties, entityType="search", searchQuery=query)
