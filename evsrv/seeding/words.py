"""Texts of searches and questions, and addresses of pages."""

from typing import Any

from evsrv.seeding.draw import Draw, by_rank

TAGS = ("billing", "setup", "api", "sso", "webhooks", "export", "limits", "mobile", "beta")

_QUERIES = by_rank(
    (
        *("api key", "webhooks", "pricing", "reset password", "rate limits", "sso", "quickstart"),
        *("export csv", "invite users", "cancel subscription", "python sdk", "API key", "docker"),
        *("self hosting", "change email", "sql query", "dark mode", "saml", "refund", "timezone"),
        *("delete account", "audit log", "oauth", "import data", "error 429", "cors", "iframe"),
        *("curl example", "slack integration", "status page", "gdpr", "changelog", "webhook retry"),
        *("mobile app", "Passwort zurücksetzen", "clé API", "請求書", "c++ client", "what is MRR?"),
    )
)
_VERBS = ("how to", "can i", "why does", "where do i", "cannot", "example", "best way to")
_ACTIONS = ("rotate", "export", "filter", "share", "embed", "archive", "rename", "debug", "migrate")
_OBJECTS = (
    *("an api key", "a dashboard", "events", "a workspace", "invoices", "a webhook", "user roles"),
    *("conversations", "a report", "search results", "custom fields", "old data", "the widget"),
)
_ENDINGS = ("", "", "", " in python", " with sso", " on mobile", " per project", " safely", " 2026")

_OPENINGS = ("Yes, that works.", "There are two ways.", "Not yet, but this is close:", "In short:")
_STEPS = ("Open the settings of", "First check", "Only an admin can change", "Then save", "See")
_PLACES = ("", "", " on the dashboard", " in the API", " of the project", " [1]", " [2]")

_PAGES = by_rank(
    (
        *("/docs", "/docs/quickstart", "/docs/api/events", "/pricing", "/docs/webhooks", "/"),
        *("/docs/sso", "/docs/limits", "/docs/api/query", "/blog/launch", "/docs/export"),
        *("/account/billing", "/docs/sdk/python", "/docs/self-hosting?tab=docker", "/status"),
    )
)


def search_query(draw: Draw) -> str:
    """Draw a search: a common one, or one of a long tail of rare ones."""
    if draw.chance(0.68):
        return draw.of(_QUERIES)
    return question(draw)


def question(draw: Draw) -> str:
    """Draw a question in words."""
    start = f"{draw.pick(_VERBS)} {draw.pick(_ACTIONS)}"
    return f"{start} {draw.pick(_OBJECTS)}{draw.pick(_ENDINGS)}"


def page_url(draw: Draw) -> str:
    """Draw the address of a page."""
    return f"https://example.com{draw.of(_PAGES)}"


def page_link(url: str) -> dict[str, Any]:
    """Return the link of a message to a page."""
    words = url.rpartition("/")[2].partition("?")[0].replace("-", " ")
    return {"url": url, "title": words.capitalize() or "Home", "type": "documentation"}


def answer(draw: Draw) -> str:
    """Draw an answer in words."""
    steps = (
        f"{draw.pick(_STEPS)} {draw.pick(_OBJECTS)}{draw.pick(_PLACES)}."
        for _ in range(draw.between(1, 4))
    )
    return " ".join((draw.pick(_OPENINGS), *steps))
