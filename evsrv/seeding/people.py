"""Visitors: a few come often, most come once or twice."""

from typing import Any

from attrs import frozen

from evsrv.seeding.draw import Draw, Weighted, by_rank

_PLANS = Weighted([("free", 62), ("pro", 28), ("enterprise", 10)])
_CLIENTS = Weighted(
    [
        (("Chrome", "Windows", 1920, 1080), 34),
        (("Chrome", "macOS", 1728, 1117), 24),
        (("Safari", "macOS", 1512, 982), 10),
        (("Firefox", "Linux", 2560, 1440), 9),
        (("Edge", "Windows", 1536, 864), 9),
        (("Safari", "iOS", 390, 844), 8),
        (("Chrome", "Android", 412, 915), 6),
    ]
)
_LOCALES = Weighted([("en-US", 58), ("en-GB", 14), ("de-DE", 9), ("fr-FR", 7), ("ja-JP", 6)])
_INDUSTRIES = ("software", "retail", "finance", "health", "education", "logistics")
_ROLES = ("admin", "developer", "billing", "viewer")
_COMPANIES = (
    *("Northwind Traders", "Blue Harbor", "Kestrel Labs", "Müller & Söhne", "Atelier Près"),
    *("Quarry Street Bank", "Lumen Health", "Paper Lantern", "Osaka 大阪 Works", "Tidewater"),
    *("Fjord Cargo", "Granite Peak", "Small Batch Co.", "Sunday Robotics", "Owl & Oak"),
)
_VISITORS_AN_EVENT = 1 / 45
_MIN_VISITORS = 12


@frozen
class Person:
    """A visitor; `user` is the userProperties of each of their events."""

    plan: str
    locale: str
    client: dict[str, Any]
    user: dict[str, Any] | None


def population(draw: Draw, events: int) -> Weighted[Person]:
    """Draw the visitors for a number of events."""
    count = _MIN_VISITORS + int(events * _VISITORS_AN_EVENT)
    return by_rank([_person(draw, number) for number in range(1, count + 1)], head=4)


def _person(draw: Draw, number: int) -> Person:
    plan = draw.of(_PLANS)
    browser, system, width, height = draw.of(_CLIENTS)
    return Person(
        plan=plan,
        locale=draw.of(_LOCALES),
        client={
            "browser": browser,
            "os": system,
            "viewport": {"width": width, "height": height},
            "mobile": width < 500,
        },
        user=_user(draw, number, plan),
    )


def _user(draw: Draw, number: int, plan: str) -> dict[str, Any] | None:
    share = draw.share()
    if share < 0.03:
        return None
    if share < 0.25:
        return {"id": f"anon-{draw.bits(48):012x}", "identificationType": "COOKIED"}
    user: dict[str, Any] = {
        "userId": f"user-{number:05d}",
        "identificationType": "ID_PROVIDED",
        "roles": draw.some(_ROLES, 3),
        "seats": draw.skewed(4, 900) if plan != "free" else 1,
        "trial": plan == "free" and draw.chance(0.3),
    }
    if plan != "free" or draw.chance(0.4):
        user["company"] = {
            "name": draw.pick(_COMPANIES),
            "industry": draw.pick(_INDUSTRIES) if draw.chance(0.9) else None,
            "size": draw.skewed(60, 20_000),
        }
    return user
