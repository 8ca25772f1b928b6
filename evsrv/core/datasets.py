"""The datasets that queries can be asked of: one registry, from which every layer takes them."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from evsrv.core.conversation_row import ConversationRow
from evsrv.core.event import Event
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.fields import Field, fields_of
from evsrv.core.kinds import Kind


@frozen(eq=False)
class Dataset:
    """Rows of one kind, which a query is asked of. Each dataset is one object."""

    name: str
    """The name in paths, options and messages, and of its table."""
    fields: Mapping[str, Field]
    """The fields by name, in the order of a raw row."""
    time_field: Field
    """The field of a time selection that names none, and of the order of raw rows."""
    age_column: str
    """The column of the time from which a row's age counts, in epoch milliseconds."""
    view: str
    """The name in the `views` of property keys and values."""
    appends_only: bool
    """Whether a stored row never changes, so that all that is new are new rows."""
    rows_are_bodies: bool
    """Whether a row with all fields has all that is needed to store it again."""

    def names_of(self, kinds: Kind) -> list[str]:
        """Return the names of the fields whose whole values are of these kinds."""
        return [name for name, field in self.fields.items() if field.kind in kinds]

    def __repr__(self) -> str:
        return f"<dataset {self.name}>"


def _dataset(
    name: str,
    row: type,
    *,
    time_field: str,
    view: str,
    appends_only: bool,
    age_column: str,
    rows_are_bodies: bool = False,
) -> Dataset:
    fields = fields_of(row)
    return Dataset(
        name, fields, fields[time_field], age_column, view, appends_only, rows_are_bodies
    )


EVENTS = _dataset(
    "events",
    Event,
    time_field="createdAt",
    view="events_view",
    appends_only=True,
    age_column="created_at",
    rows_are_bodies=True,
)
CONVERSATIONS = _dataset(
    "conversations",
    ConversationRow,
    time_field="firstMessageTime",
    view="conversations_view",
    appends_only=False,
    age_column="updated_at",
)
FEEDBACK = _dataset(
    "feedback",
    FeedbackRow,
    time_field="createdAt",
    view="feedback_view",
    appends_only=False,
    age_column="created_at",
)

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {dataset.name: dataset for dataset in (EVENTS, CONVERSATIONS, FEEDBACK)}
)
"""The datasets by name."""

SEMANTIC_THREADS_VIEW = "semantic_threads_view"
"""The view of the hosted API's dataset that this server does not have."""
