"""The old rows that a prune deletes."""

from collections.abc import Collection

from attrs import frozen

from evsrv.core.datasets import DATASETS, Dataset


@frozen
class Selection:
    """The rows to delete."""

    before: int
    """Epoch milliseconds, exclusive, compared with the `age_column` of a dataset."""
    organization_id: str | None = None
    """None: all organizations."""
    project_id: str | None = None
    """None: all projects. A project requires its organization."""
    datasets: Collection[Dataset] = tuple(DATASETS.values())
