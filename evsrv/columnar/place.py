"""The place of a copy: the rows that it is made of."""

import hashlib

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.json_text import canonical
from evsrv.core.scope import Scope


@frozen
class Place:
    """One organization's rows of one dataset."""

    organization_id: str
    dataset: Dataset

    @property
    def scope(self) -> Scope:
        """The scope of all of them."""
        return Scope(self.organization_id)

    @property
    def digest(self) -> str:
        """The start of the names of its files; an organization's id may be any text."""
        parts = canonical([self.organization_id, self.dataset.name])
        return hashlib.sha256(parts.encode()).hexdigest()[:32]
