"""Small integers in place of the ids of projects, by which a copy finds the rows of a project."""

from collections.abc import Iterable, Sequence

MAX_CODED_PROJECTS = 1_000
"""Of a copy. The rows of further projects are found by their text."""


class ProjectCodes:
    """The codes of the projects of a copy: those of the rows that it was first given.

    A project keeps its code as long as there is the file, so that all its rows have one code. A
    project without a code has none in any row.
    """

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._codes = {id_: code for code, id_ in enumerate(ids)}

    @property
    def ids(self) -> Sequence[str]:
        """The ids of the projects in the order of their codes."""
        return tuple(self._codes)

    def code_of(self, project_id: str) -> int | None:
        """Return the code of a project, or None if it has none."""
        return self._codes.get(project_id)

    def encode(self, project_ids: Sequence[str | None]) -> list[int | None]:
        """Return the codes of the projects of rows; new projects get one as long as few have."""
        for project_id in dict.fromkeys(project_ids):
            if project_id is not None and len(self._codes) < MAX_CODED_PROJECTS:
                self._codes.setdefault(project_id, len(self._codes))
        return [None if one is None else self._codes.get(one) for one in project_ids]
