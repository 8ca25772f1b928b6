"""The `properties` of an event that depend on its type."""

from collections.abc import Callable, Mapping
from typing import Any

from evsrv.seeding.draw import Draw, Weighted
from evsrv.seeding.words import TAGS, page_url, question

Properties = dict[str, Any]

_MODELS = Weighted([("sonnet-4", 52), ("haiku-3.5", 30), ("gpt-4o", 13), ("llama-3-70b", 5)])
_USD_A_TOKEN = {"sonnet-4": 9e-6, "haiku-3.5": 2e-6, "gpt-4o": 7e-6, "llama-3-70b": 1e-6}
_TOPICS = Weighted([("setup", 30), ("billing", 22), ("api", 20), ("bug", 12), ("other", 8)])
_PRIORITIES = Weighted([("low", 40), ("normal", 45), ("high", 12), ("urgent", 3)])
_LANGUAGES = ("python", "javascript", "bash", "json", "go")
_COMMENTS = ("Exactly what I needed", "Out of date", "wrong endpoint", "thanks!", "Très clair 👍")
_SENT_AS_TEXT = 0.012


def properties_of(draw: Draw, type_: str) -> Properties:
    """Draw the properties of an event of this type."""
    return _BY_TYPE[type_](draw)


def _chat_opened(draw: Draw) -> Properties:
    return {"trigger": draw.pick(("button", "shortcut", "link")), "variant": draw.pick("AB")}


def _conversation_started(draw: Draw) -> Properties:
    return {"topic": draw.of(_TOPICS), "tags": draw.some(TAGS, 3)}


def _conversation_resolved(draw: Draw) -> Properties:
    return {"resolved": draw.chance(0.86), "durationSeconds": draw.skewed(140, 3_600)}


def _support_ticket_created(draw: Draw) -> Properties:
    return {"priority": draw.of(_PRIORITIES), "tags": draw.some(TAGS, 2), "assignee": None}


def _user_message_sent(draw: Draw) -> Properties:
    text = question(draw)
    return {"text": text, "length": len(text), "hasCode": draw.chance(0.12)}


def _assistant_message_received(draw: Draw) -> Properties:
    model = draw.of(_MODELS)
    prompt, completion = draw.skewed(900, 60_000), draw.skewed(240, 4_000)
    sources = draw.between(0, 5)
    return {
        "model": model,
        "latencyMs": _perhaps_text(draw, draw.skewed(1_100, 58_000)),
        "tokens": {"prompt": prompt, "completion": completion},
        "costUsd": round((prompt + 4 * completion) * _USD_A_TOKEN[model], 6),
        "confidence": round(1 - draw.share() * draw.share(), 3),
        "streamed": draw.chance(0.9),
        "cached": draw.chance(0.07),
        "sources": [page_url(draw) for _ in range(sources)],
        "tags": draw.some(TAGS, 3),
        "error": "upstream timeout" if draw.chance(0.015) else None,
    }


def _answer_copied(draw: Draw) -> Properties:
    return {"characters": draw.skewed(320, 9_000), "format": draw.pick(("markdown", "text"))}


def _code_copied(draw: Draw) -> Properties:
    return {"language": draw.pick(_LANGUAGES), "lines": draw.skewed(6, 200)}


def _link_clicked(draw: Draw) -> Properties:
    return {"url": page_url(draw), "position": draw.between(1, 5), "newTab": draw.chance(0.4)}


def _feedback_submitted(draw: Draw) -> Properties:
    good = draw.chance(0.72)
    feedback: Properties = {
        "rating": "positive" if good else "negative",
        "score": _perhaps_text(draw, draw.between(4, 5) if good else draw.between(1, 3)),
    }
    if draw.chance(0.5):
        feedback["comment"] = draw.pick(_COMMENTS) if draw.chance(0.6) else None
    return feedback


def _search_performed(draw: Draw) -> Properties:
    return {
        "results": 0 if draw.chance(0.09) else draw.skewed(12, 400),
        "latencyMs": _perhaps_text(draw, draw.skewed(45, 2_500)),
        "filters": {"section": draw.pick(("all", "docs", "blog")), "tags": draw.some(TAGS, 2)},
    }


def _search_result_clicked(draw: Draw) -> Properties:
    return {
        "url": page_url(draw),
        "position": draw.skewed(2, 30),
        "dwellSeconds": round(draw.share() * draw.skewed(40, 600), 1),
    }


def _perhaps_text(draw: Draw, number: int) -> int | str:
    # Some senders quote their numbers.
    return str(number) if draw.chance(_SENT_AS_TEXT) else number


_BY_TYPE: Mapping[str, Callable[[Draw], Properties]] = {
    "chat_opened": _chat_opened,
    "conversation_started": _conversation_started,
    "conversation_resolved": _conversation_resolved,
    "support_ticket_created": _support_ticket_created,
    "user_message_sent": _user_message_sent,
    "assistant_message_received": _assistant_message_received,
    "answer_copied": _answer_copied,
    "code_copied": _code_copied,
    "link_clicked": _link_clicked,
    "feedback_submitted": _feedback_submitted,
    "search_performed": _search_performed,
    "search_result_clicked": _search_result_clicked,
}
