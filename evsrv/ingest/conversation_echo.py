"""Conversations and messages as answers show them."""

from typing import Any

import orjson

from evsrv.core.conversation import OPENAI, Conversation
from evsrv.core.message import Message
from evsrv.core.timestamps import format_timestamp


def show_conversation(conversation: Conversation) -> dict[str, Any]:
    """Return a conversation as the members of an answer, with its messages."""
    messages = [show_message(message, conversation) for message in conversation.messages]
    shown = {
        "id": conversation.id,
        "type": conversation.type,
        "externalId": conversation.external_id,
        "externalUrl": conversation.external_url,
        "supportTicketConversationId": conversation.support_ticket_conversation_id,
        "createdAt": format_timestamp(conversation.created_at),
        "updatedAt": format_timestamp(conversation.updated_at),
        "projectId": conversation.project_id,
        "integrationId": conversation.integration_id,
        "properties": _fragment(conversation.properties),
        "userProperties": _fragment(conversation.user_properties),
        "tags": _fragment(conversation.tags),
        "visibility": conversation.visibility,
        "messages": messages,
    }
    if conversation.type == OPENAI:
        shown["messagesOpenAIFormat"] = [
            _show_as_openai(message) for message in conversation.messages
        ]
    return shown


def show_message(message: Message, conversation: Conversation) -> dict[str, Any]:
    """Return a message of a conversation as the members of an answer."""
    updated_at = conversation.logged_at if message.updated_at is None else message.updated_at
    shown = {
        "id": message.id,
        "type": conversation.type,
        "conversationId": conversation.id,
        "externalId": message.external_id,
        "externalUrl": message.external_url,
        "name": message.name,
        "createdAt": format_timestamp(message.created_at),
        "updatedAt": format_timestamp(updated_at),
        "role": message.role,
        "content": _fragment(message.content),
        "links": _fragment(message.links),
        "properties": _fragment(message.properties),
        "userProperties": _fragment(message.user_properties),
    }
    if conversation.type == OPENAI:
        shown["tool_calls"] = _fragment(message.tool_calls)
    return shown


def _show_as_openai(message: Message) -> dict[str, Any]:
    shown = {
        "role": message.role,
        "content": _fragment(message.content),
        "name": message.name,
        "tool_calls": _fragment(message.tool_calls),
    }
    return {name: value for name, value in shown.items() if value is not None}


def _fragment(json_text: str | None) -> orjson.Fragment | None:
    return None if json_text is None else orjson.Fragment(json_text)
