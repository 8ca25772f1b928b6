"""Strategies of unusual JSON values and events."""

from typing import Any

from hypothesis import strategies as st

from semantics.pools import NAMES, NO_TIMESTAMPS, NUMBERS, STRINGS, TIMESTAMPS

Json = Any

_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")

names = st.one_of(
    st.sampled_from(NAMES[:4]),
    st.sampled_from(NAMES),
    st.text(_CHARACTERS, max_size=4),
)
# Limited range, so that sums of hundreds of these do not overflow a double.
numbers = st.one_of(
    st.sampled_from(NUMBERS),
    st.integers(-12, 12),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(-1e300, 1e300),
)
strings = st.one_of(
    st.sampled_from(STRINGS),
    st.sampled_from(TIMESTAMPS + NO_TIMESTAMPS),
    st.text(_CHARACTERS, max_size=6),
)
scalars = st.one_of(numbers, strings, st.booleans(), st.none())


@st.composite
def _repeating(draw: st.DrawFn, elements: st.SearchStrategy[Json]) -> list[Json]:
    array = draw(st.lists(elements, max_size=4))
    is_repeated = bool(array) and draw(st.booleans())
    return array + array[:1] if is_repeated else array


values = st.recursive(
    scalars,
    lambda inside: st.one_of(
        _repeating(inside), st.dictionaries(names, inside, max_size=3), st.just([]), st.just({})
    ),
    max_leaves=6,
)
documents = st.one_of(
    st.dictionaries(names, values, min_size=1, max_size=4),
    st.fixed_dictionaries({"v": values}, optional={"a": values, "b": scalars}),
    st.just({}),
)

instants = st.sampled_from([time for time in TIMESTAMPS if time.endswith(("Z", ":00"))][2:]).filter(
    lambda time: "T" in time and (time.endswith("Z") or time[-6] in "+-")
)
_texts = st.one_of(st.sampled_from(STRINGS), st.sampled_from(TIMESTAMPS), strings)


@st.composite
def events(draw: st.DrawFn) -> Json:
    """Draw a body of `POST /events` without an id, for a key of a whole organization."""
    body = {
        "entityType": draw(st.sampled_from(["message", "conversation", "search", "event"])),
        "type": draw(_texts.filter(bool)),
        "messageId": draw(_texts),
        "conversationId": draw(_texts),
        "searchQuery": draw(_texts),
        "createdAt": draw(instants),
        "projectId": draw(st.none() | st.sampled_from(["site", "Site", "1", ""])),
        "integrationId": draw(st.none() | st.sampled_from(["i", "ä"])),
        "properties": draw(st.none() | documents | documents | documents),
        "userProperties": draw(st.none() | documents),
    }
    own = {"message": "messageId", "conversation": "conversationId", "search": "searchQuery"}
    for name in ("messageId", "conversationId", "searchQuery", "projectId", "integrationId"):
        if name != own.get(body["entityType"]) and draw(st.booleans()):
            del body[name]
    return body
