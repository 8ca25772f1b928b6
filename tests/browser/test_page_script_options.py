"""`/evsrv.js` in a browser: the options, the user, and what a page view holds."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from browser.tracked_site import TrackedSite

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"^<script .*evsrv\.js.*</script>$", re.M)
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_referrer_is_the_host_of_another_site(tracked: TrackedSite) -> None:
    await tracked.visit()
    shop = urlsplit(tracked.url)
    for referrer in (f"http://localhost:{shop.port}/a?b=s3cret", f"{tracked.url}a"):
        described = json.dumps({"configurable": True, "value": referrer})
        await tracked.page.run(f"Object.defineProperty(document, 'referrer', {described})")
        await tracked.page.run("evsrv.page()")
    views = await tracked.arrived(page_viewed=3)
    assert [view["properties"].get("referrer") for view in views] == [
        None,
        f"localhost:{shop.port}",
        None,
    ]


async def test_user_is_that_of_the_last_identify(tracked: TrackedSite) -> None:
    await tracked.visit(user="u-1")
    for user in ("u-2", {"userId": "u-3", "plan": "pro"}, None):
        await tracked.page.invoke("evsrv.identify", user)
        await tracked.click()
    rows = await tracked.arrived(page_viewed=1, clicked=3)
    users = [row["userProperties"] for row in rows]
    assert users[:3] == [{"userId": "u-1"}, {"userId": "u-2"}, {"userId": "u-3", "plan": "pro"}]
    assert list(users[3]) == ["id"]


async def test_nothing_is_sent_from_a_browser_that_a_program_drives(tracked: TrackedSite) -> None:
    await tracked.visit(webdriver="false")
    assert await tracked.page.run("navigator.webdriver") is True
    await tracked.click()
    await tracked.visit()
    await tracked.arrived(page_viewed=1)
    assert len(tracked.batches()) == 1


@pytest.mark.parametrize(
    "signal", ["doNotTrack: {value: '1'}", "globalPrivacyControl: {value: true}"]
)
async def test_do_not_track_is_respected_if_asked(tracked: TrackedSite, signal: str) -> None:
    await tracked.page.command(
        "Page.addScriptToEvaluateOnNewDocument",
        source=f"Object.defineProperties(navigator, {{{signal}}})",
    )
    await tracked.visit("a", do_not_track="")
    await tracked.click()
    await tracked.visit("b", do_not_track="false")
    await tracked.visit("c")
    views = await tracked.arrived(page_viewed=2)
    assert [view["properties"]["path"] for view in views] == ["/b", "/c"]


async def test_page_starts_by_init_and_sends_earlier_events(tracked: TrackedSite) -> None:
    await tracked.visit("a/", key="")
    await tracked.click()
    key = tracked.server.make_key(kind="web", project="site")
    options = {"key": key, "server": tracked.pages.server, "webdriver": True, "user": "u-1"}
    for _ in range(2):
        await tracked.page.invoke("evsrv.init", options)
    click, view = await tracked.arrived(clicked=1, page_viewed=1)
    assert click["createdAt"] <= view["createdAt"]
    assert view["userProperties"] == {"userId": "u-1"}
    await tracked.settled()


async def test_page_from_the_history_is_viewed_again(tracked: TrackedSite) -> None:
    await tracked.visit()
    for persisted in ("true", "false"):
        show = f"new PageTransitionEvent('pageshow', {{persisted: {persisted}}})"
        await tracked.page.run(f"dispatchEvent({show})")
    await tracked.arrived(page_viewed=2)
    await tracked.settled()


async def test_prerendered_page_is_viewed_once_it_is_shown(tracked: TrackedSite) -> None:
    await tracked.page.command(
        "Page.addScriptToEvaluateOnNewDocument",
        source="Object.defineProperty(document, 'prerendering', {value: true})",
    )
    await tracked.visit()
    await tracked.settled()
    for _ in range(2):
        await tracked.page.run("document.dispatchEvent(new Event('prerenderingchange'))")
    await tracked.arrived(settled=1, page_viewed=1)


async def test_oldest_events_are_dropped_if_more_than_1000_wait(tracked: TrackedSite) -> None:
    await tracked.visit(key="")
    await tracked.page.run(
        "for (let number = 0; number < 1_002; number++) evsrv.track('waiting', {number})"
    )
    key = tracked.server.make_key(kind="web", project="site")
    options = {"key": key, "server": tracked.pages.server, "webdriver": True}
    await tracked.page.invoke("evsrv.init", {**options, "pageViews": False})
    rows = await tracked.arrived(waiting=1_000)
    assert {row["properties"]["number"] for row in rows} == {*range(2, 1_002)}


async def test_line_of_the_readme_sends_page_views(tracked: TrackedSite) -> None:
    (line,) = LINE.findall((ROOT / "README.md").read_text("utf-8"))
    assert line in (ROOT / "docs" / "browser.md").read_text("utf-8")
    key = tracked.server.make_key(kind="web", project="site")
    tracked.pages.line = line.replace("https://events.example", tracked.pages.server).replace(
        "evsrv_web_...", key
    )
    await tracked.page.command(
        "Page.addScriptToEvaluateOnNewDocument",
        source="Object.defineProperty(navigator, 'webdriver', {value: false})",
    )
    await tracked.visit("pricing")
    (view,) = await tracked.arrived(page_viewed=1)
    assert view["properties"] == {"path": "/pricing", "title": "Shöp"}
