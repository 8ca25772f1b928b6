"""The operations of conversations, with the limits of this server."""

from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.core.limits import LISTED_CONVERSATIONS, MAX_LISTED_CONVERSATIONS
from evsrv.openapi.components import Components, Json
from evsrv.openapi.media import media
from evsrv.openapi.operation import BODY_ERRORS, JSON, KEY_ERRORS, WRITE_ERRORS, operation
from evsrv.openapi.parameters import list_parameters, path_parameter

_TAG = "Conversations"
_ID_ERRORS = (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.UNPROCESSABLE_ENTITY)


def conversation_paths(components: Components, settings: Settings) -> Json:
    """Return the paths of conversations."""
    stored = {JSON: media("StoredConversation", components)}
    id_ = path_parameter("id", "The id, percent-encoded.")
    return {
        "/conversations": {
            "post": operation(
                "logConversation",
                _TAG,
                "Store a conversation, or update one",
                "With an `id` that is stored, or an `externalId` that is (api keys), this is an"
                " update: the messages of the request replace the stored ones, and members that it"
                " leaves out keep their values. Browsers may log conversations; a web key is"
                f" enough, for at most {settings.max_conversation_bytes} bytes as canonical JSON"
                f" and {settings.max_conversation_messages} messages.",
                body={JSON: media("Conversation", components)},
                answers=stored,
                errors=(*KEY_ERRORS, *BODY_ERRORS, *WRITE_ERRORS),
            ),
            "get": operation(
                "listConversations",
                _TAG,
                "Ask for a page of conversations",
                "By createdAt, newest first, then by id; the page is streamed.",
                parameters=list_parameters(LISTED_CONVERSATIONS, MAX_LISTED_CONVERSATIONS),
                answers={JSON: media("ConversationList", components)},
                errors=(*KEY_ERRORS, ErrorCode.FORBIDDEN, ErrorCode.UNPROCESSABLE_ENTITY),
            ),
        },
        "/conversations/{id}": {
            "get": operation(
                "getConversation",
                _TAG,
                "Ask for a conversation",
                "A web key reads what was logged with a web key, and what is public.",
                parameters=[id_],
                answers=stored,
                errors=(*KEY_ERRORS, *_ID_ERRORS),
            ),
            "delete": operation(
                "deleteConversation",
                _TAG,
                "Delete a conversation, its messages and its feedback",
                "A web key deletes what was logged with a web key and is not public.",
                parameters=[id_],
                answers={JSON: media("Deletion", components)},
                errors=(*KEY_ERRORS, *_ID_ERRORS),
            ),
        },
        "/conversations/external/{externalId}": {
            "get": operation(
                "getExternalConversation",
                _TAG,
                "Ask for the conversation of an external id",
                "For api and read keys.",
                parameters=[path_parameter("externalId", "The externalId, percent-encoded.")],
                answers=stored,
                errors=(*KEY_ERRORS, *_ID_ERRORS),
            )
        },
    }
