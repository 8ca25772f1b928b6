"""`/evsrv.js` in a browser: every event arrives once, whatever fails meanwhile."""

import pytest

from browser.tracked_site import Mode, TrackedSite, ids

pytestmark = pytest.mark.asyncio(loop_scope="session")

OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


async def test_page_view_and_click_arrive_once_each(tracked: TrackedSite) -> None:
    await tracked.visit("a/b?utm_source=news&utm_campaign=s%C3%B6mmer&q=s3cret#s3cret")
    await tracked.click()
    view, click = await tracked.arrived(page_viewed=1, clicked=1)
    assert view["properties"] == {
        "path": "/a/b",
        "title": "Shöp",
        "utm_source": "news",
        "utm_campaign": "sömmer",
    }
    assert (view["eventType"], click["properties"]) == ("event", {"button": "buy"})
    assert view["userProperties"] == click["userProperties"] == {"id": view["userProperties"]["id"]}
    assert tracked.page.problems == []


async def test_script_asks_no_preflight_and_keeps_nothing(tracked: TrackedSite) -> None:
    await tracked.visit()
    await tracked.page.run("document.cookie = 'session=s3cret'")
    await tracked.click()
    await tracked.arrived(page_viewed=1, clicked=1)
    assert {call.method for call in tracked.page.calls} == {"GET", "POST"}
    assert all("Cookie" not in headers for headers in tracked.gate.headers)
    kept = "[document.cookie, localStorage.length, sessionStorage.length]"
    assert await tracked.page.run(kept) == ["session=s3cret", 0, 0]


@pytest.mark.parametrize("next_page", ["close", "b"])
async def test_events_arrive_if_the_tab_closes_or_leaves_at_once(
    tracked: TrackedSite, next_page: str
) -> None:
    await tracked.visit()
    await tracked.click()
    if next_page == "close":
        await tracked.page.command("Page.close")
        await tracked.arrived(page_viewed=1, clicked=1)
    else:
        await tracked.page.open(f"{tracked.url}{next_page}")
        await tracked.arrived(page_viewed=2, clicked=1)


async def test_events_under_way_arrive_if_the_tab_closes(tracked: TrackedSite) -> None:
    await tracked.visit()
    track = "evsrv.track('large', {text: 'x'.repeat(40_000)})"
    await tracked.page.run(track)
    await tracked.arrived(page_viewed=1, large=1)
    await tracked.page.run(track)
    await tracked.close_while_sending()
    await tracked.arrived(page_viewed=1, large=2)


async def test_events_arrive_after_the_network_was_down(tracked: TrackedSite) -> None:
    await tracked.visit()
    await tracked.arrived(page_viewed=1)
    await tracked.page.command("Network.emulateNetworkConditions", **OFFLINE)
    await tracked.click()
    await tracked.wait_for_batches(1)
    await tracked.click()
    await tracked.wait_for_batches(2)
    await tracked.page.command("Network.emulateNetworkConditions", **OFFLINE | {"offline": False})
    await tracked.arrived(page_viewed=1, clicked=2)
    await tracked.settled()


@pytest.mark.parametrize(
    ("mode", "status"), [("closed", 503), ("answer lost", 503), ("limited", 429)]
)
async def test_events_that_are_answered_503_or_429_are_sent_again_with_their_ids(
    tracked: TrackedSite, mode: Mode, status: int
) -> None:
    tracked.gate.mode = mode
    await tracked.visit()
    await tracked.wait_for_batches(1, status)
    await tracked.click()
    await tracked.wait_for_batches(2, status)
    tracked.gate.mode = "open"
    await tracked.wait_for_batches(1, 200)
    rows = await tracked.arrived(page_viewed=1, clicked=1)
    assert ids(tracked.batches()[0]) == [rows[0]["id"]]
    assert ids(tracked.batches()[-1]) == [row["id"] for row in rows]
    await tracked.settled()


async def test_event_of_a_batch_that_the_server_failed_on_is_sent_again_alone(
    tracked: TrackedSite,
) -> None:
    tracked.gate.mode = "failing"
    await tracked.visit()
    await tracked.wait_for_batches(1, 200)
    await tracked.click()
    await tracked.wait_for_batches(2, 200)
    tracked.gate.mode = "open"
    await tracked.wait_for_batches(3, 200)
    viewed, clicked = await tracked.arrived(page_viewed=1, clicked=1)
    sent = [ids(batch) for batch in tracked.batches()]
    assert sent[1] == [viewed["id"], clicked["id"]]
    assert sent[2:] == [[viewed["id"]]]
    await tracked.settled()


async def test_events_that_wait_for_a_retry_arrive_if_the_tab_closes(tracked: TrackedSite) -> None:
    tracked.gate.mode = "closed"
    await tracked.visit()
    await tracked.click()
    await tracked.wait_for_batches(1, 503)
    tracked.gate.mode = "open"
    await tracked.page.command("Page.close")
    await tracked.arrived(page_viewed=1, clicked=1)


async def test_refused_event_is_dropped_with_a_warning(tracked: TrackedSite) -> None:
    await tracked.visit()
    await tracked.page.run("console.warn = (...said) => (window.said ??= []).push(said.join(' '))")
    await tracked.page.run("evsrv.track(''); evsrv.track('cycle', {window}); evsrv.track('fine')")
    await tracked.arrived(page_viewed=1, fine=1)
    await tracked.page.wait_for("window.said?.length == 2")
    said = sorted(await tracked.page.run("said"))
    assert said[0].startswith("evsrv: /1/type: ")
    assert said[1].startswith("evsrv: TypeError: ")
    await tracked.settled()
    assert len(tracked.batches()) == 2


async def test_batches_have_at_most_60_kb_and_larger_events_go_at_once(
    tracked: TrackedSite,
) -> None:
    await tracked.visit(page_views="false")
    await tracked.page.run("evsrv.track('large', {text: 'ü'.repeat(50_000)})")
    await tracked.wait_for_batches(1, 200)
    await tracked.page.run(
        "for (let number = 0; number < 100; number++)"
        " evsrv.track('small', {number, text: 'ü'.repeat(1_500)})"
    )
    rows = await tracked.arrived(large=1, small=100)
    numbers = [row["properties"]["number"] for row in rows if row["type"] == "small"]
    assert sorted(numbers) == list(range(100))
    large, *small = [len((call.body or "").encode()) for call in tracked.batches()]
    assert large > 60_000
    assert len(small) > 1
    assert max(small) <= 60_000
    # No event more would have had room in any of them but the last.
    assert sum(small) < 60_000 * len(small)
    assert min(small[:-1]) > 60_000 - 3_200


async def test_events_leave_by_beacon_if_the_browser_has_no_keepalive(tracked: TrackedSite) -> None:
    await tracked.page.command(
        "Page.addScriptToEvaluateOnNewDocument",
        source="""
            delete Request.prototype.keepalive;
            const send = fetch;
            window.fetch = (url, options) => send(url, {...options, keepalive: false});
        """,
    )
    await tracked.visit()
    await tracked.click()
    await tracked.close_while_sending()
    await tracked.arrived(page_viewed=1, clicked=1)
