"""Parse a JSON document into feedback that is to be stored."""

from collections.abc import Mapping
from typing import Any

from attrs import Factory, frozen

from evsrv.core.conversation import LoggedWith
from evsrv.core.errors import Unprocessable
from evsrv.core.ids import time_ordered_id
from evsrv.core.json_text import canonical
from evsrv.core.sent_feedback import SentFeedback
from evsrv.ingest.body_schemas import body_checker
from evsrv.ingest.message_reader import DOCUMENTS, read_documents, read_time
from evsrv.query.schema import Checker

MEMBERS = ("id", "type", "messageId", "createdAt", "reasons", *DOCUMENTS)
"""All members of feedback that are read."""


@frozen
class FeedbackReader:
    """Parser of feedback in the shape of `POST /feedback`."""

    _checker: Checker = Factory(lambda: body_checker("feedback"))

    def read(
        self,
        document: Mapping[str, Any],
        *,
        organization_id: str,
        project_id: str | None,
        integration_id: str | None = None,
        logged_with: LoggedWith,
        now: int,
    ) -> SentFeedback:
        """Check a storable document and return its feedback; unknown members are ignored.

        The ids are those of the key; `now` is in epoch milliseconds. Raises `Unprocessable` if the
        document breaks the schema.
        """
        if issues := self._checker.issues(document):
            raise Unprocessable.of(issues)
        return SentFeedback(
            id=document.get("id") or time_ordered_id(now),
            organization_id=organization_id,
            project_id=project_id,
            integration_id=integration_id,
            type=document["type"],
            message_id=document["messageId"],
            created_at=read_time(document, "createdAt"),
            members=_members(document),
            logged_with=logged_with,
            now=now,
        )


def _members(document: Mapping[str, Any]) -> dict[str, str | None]:
    members = read_documents(document)
    if "reasons" in document:
        reasons = document["reasons"]
        members["reasons"] = None if reasons is None else canonical(_known(reasons))
    return members


def _known(reasons: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return reasons without their unknown members."""
    return [{"label": reason["label"], "details": reason["details"]} for reason in reasons]
