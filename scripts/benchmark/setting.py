"""What all parts of a run share: files, and how much is measured."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import define

from benchmark.data import LARGEST, ORGANIZATION, make_database
from benchmark.processes import make_key


def say(text: str) -> None:
    """Tell how far the run has come."""
    print(text, file=sys.stderr, flush=True)


@define(slots=False)
class Setting:
    """The files and the measure of a run."""

    folder: Path
    """Keeps what the next run can use again."""
    events: int
    rounds: int

    @property
    def few_rounds(self) -> int:
        """Tell how many rounds there are of what takes seconds."""
        return min(self.rounds, 3)

    @cached_property
    def db(self) -> Path:
        """The database, which is made unless it is there."""
        path = self.folder / f"events-{self.events}.db"
        if not path.exists():
            say(f"making a database of {self.events} events")
        make_database(path, self.events)
        return path

    @cached_property
    def key(self) -> str:
        """An api key of the database, for the project that the questions are about."""
        return make_key(self.db, ORGANIZATION, LARGEST)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Make a folder on the same disk as the database, which goes with the block."""
        with TemporaryDirectory(dir=self.folder) as folder:
            yield Path(folder)
