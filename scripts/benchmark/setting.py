"""The files and the number of rounds that all parts of a run share."""

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
    """Print the progress of a run to stderr."""
    print(text, file=sys.stderr, flush=True)


@define(slots=False)
class Setting:
    """The files and the number of rounds of a run."""

    folder: Path
    """Keeps the files that the next run can reuse."""
    events: int
    rounds: int
    sizes: tuple[int, ...] = ()
    """The numbers of events of the dashboard's databases."""

    @property
    def few_rounds(self) -> int:
        """Return the number of rounds for measurements of several seconds."""
        return min(self.rounds, 3)

    @cached_property
    def db(self) -> Path:
        """The database, which is made if it does not exist."""
        path = self.folder / f"events-{self.events}.db"
        if not path.exists():
            say(f"making a database of {self.events} events")
        make_database(path, self.events)
        return path

    @cached_property
    def key(self) -> str:
        """An api key of the database, for the project that the questions query."""
        return make_key(self.db, ORGANIZATION, LARGEST)

    def copies(self, user: str) -> Path:
        """Return the folder that keeps the columnar copies of the database for one user."""
        folder = self.folder / f"events-{self.events}.columnar" / user
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Make a temporary folder on the same disk as the database."""
        with TemporaryDirectory(dir=self.folder) as folder:
            yield Path(folder)
