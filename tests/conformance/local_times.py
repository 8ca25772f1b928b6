"""Events around local midnights of New York, which begins summer time on 8 March 2026."""

from support.events import search
from support.server import Server

NOW = "2026-03-10T12:00:00Z"
TIMES = {
    "a": "2026-03-01T04:59:59.999Z",
    "b": "2026-03-01T05:00:00.000Z",
    "c": "2026-03-08T06:30:00.000Z",
    "d": "2026-03-08T07:30:00.000Z",
    "e": "2026-03-09T03:59:59.999Z",
    "f": "2026-03-09T04:00:00.000Z",
    "g": "2026-03-10T00:00:00.000Z",
}
"""1 March and 9 March begin at 05:00 and 04:00 UTC in New York."""


async def space_with_times(server: Server, organization: str) -> Server:
    """Create a project with an event at each of these times."""
    events = [
        search(
            name,
            createdAt=text,
            searchQuery=f"query {name}",
            properties={f"key {name}": 1, "day": text[:10], "name": name},
            userProperties={"userId": name},
        )
        for name, text in TIMES.items()
    ]
    return await server.space(organization, events)
