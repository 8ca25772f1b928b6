"""Rows of each dataset in three groups: their free texts are all numbers, or all timestamps."""

from collections.abc import Awaitable, Callable, Sequence

from attrs import frozen
from support.events import conversation, message, search
from support.node import Json

from client.conftest import Client

GROUPS = range(1, 4)
NUMBERS = [str(number) for number in GROUPS]
INSTANTS = [f"2026-0{number}-04T10:15:00.000Z" for number in GROUPS]
NUMBER_IDS = "{}.{}"
INSTANT_IDS = "2026-0{}-04T10:15:00.00{}Z"

KINDS = [(message, "messageId"), (conversation, "conversationId"), (search, "searchQuery")]
TYPES = ("openai", "support_ticket", "support_copilot")
RATINGS = ("negative", "positive", "positive")

Fill = Callable[[Client, Sequence[str], str], Awaitable[None]]
"""Store rows with these texts; ids must differ, so they are formatted from two numbers."""


@frozen
class Sample:
    """A dataset with its rows, in an organization for numbers and one for timestamps."""

    dataset: str
    numbers: Client
    instants: Client
    rows: int
    group: str
    """A field with one value in each group."""
    opaque: frozenset[str]
    """The fields without a number or a timestamp in any row."""
    untimed: frozenset[str]
    """The fields without a timestamp in any row, though some have numbers."""

    @property
    def fields(self) -> list[str]:
        return self.numbers.words[f"{self.dataset}Fields"]

    @property
    def order(self) -> list[str]:
        return self.numbers.words[f"{self.dataset}OrderBy"]

    async def query(self, space: Client, body: Json) -> list[Json]:
        rows: list[Json] = await space.query(body, dataset=self.dataset)
        return rows


async def make(client: Client, dataset: str) -> Sample:
    """Fill two organizations, whose ids are a number and a timestamp as well."""
    fill, rows, group, opaque, untimed = _SAMPLES[dataset]
    place = list(_SAMPLES).index(dataset)
    numbers = await client.space(str(7 + place), project=None)
    instants = await client.space(f"2026-01-0{4 + place}T10:15:00.000Z", project=None)
    await fill(numbers, NUMBERS, NUMBER_IDS)
    await fill(instants, INSTANTS, INSTANT_IDS)
    return Sample(dataset, numbers, instants, rows, group, frozenset(opaque), frozenset(untimed))


async def _events(space: Client, texts: Sequence[str], ids: str) -> None:
    """Store n events of each kind for the n-th text."""
    for number, text in zip(GROUPS, texts, strict=True):
        for copy in range(number):
            for place, (event, own) in enumerate(KINDS):
                document = event(
                    ids.format(number, 3 * copy + place),
                    **{own: text},
                    createdAt=f"2026-0{number}-02T10:15:00.000Z",
                    type=text,
                    **_members(text),
                )
                await space.store("/events", document)


async def _conversations(space: Client, texts: Sequence[str], ids: str) -> None:
    """Store n conversations with n questions each for the n-th text."""
    for number, text in zip(GROUPS, texts, strict=True):
        for copy in range(number):
            asked = {"role": "user", "content": "?", "createdAt": f"2026-0{number}-02T10:15:00Z"}
            document = {
                "id": ids.format(number, copy),
                "type": TYPES[number - 1],
                "messages": [asked] * number,
                **_members(text),
            }
            await space.store("/conversations", document)


async def _feedback(space: Client, texts: Sequence[str], ids: str) -> None:
    """Store a conversation, and n ratings of its message, for the n-th text."""
    for number, text in zip(GROUPS, texts, strict=True):
        members = _members(text)
        document = {
            "id": text,
            "type": "openai",
            "messages": [{"id": text, "role": "assistant", "content": "!"}],
            **members,
        }
        await space.store("/conversations", document)
        for copy in range(number):
            rating = {
                "id": ids.format(number, copy),
                "type": RATINGS[number - 1],
                "messageId": text,
                "createdAt": f"2026-0{number}-02T10:15:00.000Z",
                "reasons": [{"label": text, "details": ""}],
                "properties": members["properties"],
                "userProperties": members["userProperties"],
            }
            await space.store("/feedback", rating)


def _members(text: str) -> Json:
    return {
        "projectId": text,
        "integrationId": text,
        "properties": {"userId": text},
        "userProperties": {"userId": text},
    }


_DOCUMENTS = {"properties", "userProperties"}
_SAMPLES: dict[str, tuple[Fill, int, str, set[str], set[str]]] = {
    "events": (_events, 18, "type", {"eventType", *_DOCUMENTS}, set()),
    "conversations": (_conversations, 6, "projectId", {"type", *_DOCUMENTS}, {"userMessageCount"}),
    "feedback": (_feedback, 6, "projectId", {"type", "reasons", *_DOCUMENTS}, set()),
}
