"""The operations of feedback, with the limits of this server."""

from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.core.limits import LISTED_FEEDBACK, MAX_LISTED_FEEDBACK
from evsrv.openapi.components import Components, Json
from evsrv.openapi.media import media
from evsrv.openapi.operation import BODY_ERRORS, JSON, KEY_ERRORS, WRITE_ERRORS, operation
from evsrv.openapi.parameters import list_parameters, path_parameter

_TAG = "Feedback"
_READ_ERRORS = (*KEY_ERRORS, ErrorCode.FORBIDDEN, ErrorCode.UNPROCESSABLE_ENTITY)


def feedback_paths(components: Components, settings: Settings) -> Json:
    """Return the paths of feedback."""
    return {
        "/feedback": {
            "post": operation(
                "logFeedback",
                _TAG,
                "Store feedback on a message, or update it",
                "With an `id` that is stored this is an update: members that the request leaves out"
                " keep their values, and those that are null are removed. The message may be logged"
                " later. Browsers may send feedback; a web key is enough, and is answered the"
                f" feedback as just sent. It takes at most {settings.max_event_bytes} bytes as"
                " canonical JSON.",
                body={JSON: media("Feedback", components)},
                answers={JSON: media("StoredFeedback", components)},
                errors=(*KEY_ERRORS, *BODY_ERRORS, *WRITE_ERRORS),
            ),
            "get": operation(
                "listFeedback",
                _TAG,
                "Ask for a page of feedback",
                "Positive and negative feedback in a list each, to which `limit` and `offset`"
                " apply, by createdAt, newest first, then by id. Feedback whose message was not"
                " logged yet is left out. For api and read keys.",
                parameters=list_parameters(LISTED_FEEDBACK, MAX_LISTED_FEEDBACK),
                answers={JSON: media("FeedbackList", components)},
                errors=_READ_ERRORS,
            ),
        },
        "/feedback/{id}": {
            "get": operation(
                "getFeedback",
                _TAG,
                "Ask for feedback",
                "For api and read keys. Without its message it is not found.",
                parameters=[path_parameter("id", "The id, percent-encoded.")],
                answers={JSON: media("JoinedFeedback", components)},
                errors=(*_READ_ERRORS, ErrorCode.NOT_FOUND),
            )
        },
    }
