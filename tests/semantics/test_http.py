"""Answers over HTTP agree with the model too."""

from hypothesis import strategies as st
from support.server import Start

from semantics.budget import drawn
from semantics.comparison import check_data
from semantics.model import stored
from semantics.places import Places
from semantics.query_strategies import grouped_queries, raw_queries
from semantics.strategies import events


async def test_query_answers_over_http_agree_with_model(start: Start) -> None:
    # The model's events can be of any time.
    server = await start(max_future=0)
    everywhere = server.with_key(server.make_key(organization="acme"))
    bodies = [{**body, "id": f"e{number}"} for number, body in enumerate(drawn(events(), 40))]
    for body in bodies:
        status, echo = await everywhere.post_event(body)
        assert status == 200, echo
    expected = [stored(body, "acme") for body in bodies]
    places = Places(expected)
    for query in drawn(st.one_of(raw_queries(places), grouped_queries(places)), 60):
        status, answer = await everywhere.query(query)
        assert status in (200, 422), answer
        check_data(expected, query, answer["data"] if status == 200 else None)
