import pytest
from support.events import message
from support.server import Server

from evsrv.web.rate_limits import RateLimited, RateLimits, TooManyRequests
from web.conftest import StartApp


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(limits: RateLimits, key: str = "k", most: int = 100) -> int:
    """Take until refused; how often that went well."""
    for times in range(most):
        try:
            limits.take(RateLimited(key))
        except TooManyRequests:
            return times
    return most


def refusal(limits: RateLimits, key: str = "k") -> TooManyRequests:
    with pytest.raises(TooManyRequests) as caught:
        limits.take(RateLimited(key))
    return caught.value


def test_no_limit() -> None:
    assert taken(RateLimits(0, None, Clock()), most=1000) == 1000


def test_a_burst_is_by_default_a_minute_worth() -> None:
    assert taken(RateLimits(7, None, Clock())) == 7
    assert taken(RateLimits(7, 3, Clock())) == 3
    assert taken(RateLimits(7, 20, Clock())) == 20


def test_tokens_come_back_evenly_and_only_up_to_the_burst() -> None:
    clock = Clock()
    limits = RateLimits(30, 2, clock)
    assert taken(limits) == 2
    clock.now += 1.9
    assert taken(limits) == 0
    clock.now += 0.2
    assert taken(limits) == 1
    clock.now += 3600
    assert taken(limits) == 2


def test_each_key_has_its_own() -> None:
    limits = RateLimits(1, None, Clock())
    assert [taken(limits, key) for key in ("a", "b", "a")] == [1, 1, 0]


@pytest.mark.parametrize(("per_minute", "seconds"), [(1, 60), (7, 9), (60, 1), (600, 1)])
def test_when_to_try_again_in_whole_seconds(per_minute: int, seconds: int) -> None:
    clock = Clock()
    limits = RateLimits(per_minute, 1, clock)
    limits.take(RateLimited("k"))
    assert refusal(limits).retry_after == seconds
    clock.now += seconds
    limits.take(RateLimited("k"))


def test_a_refusal_costs_nothing() -> None:
    clock = Clock()
    limits = RateLimits(60, 1, clock)
    limits.take(RateLimited("k"))
    for _ in range(10):
        refusal(limits)
    clock.now += 1
    limits.take(RateLimited("k"))


async def test_over_http(start_app: StartApp) -> None:
    clock = Clock()
    server = await start_app(clock=clock, rate_limit=6, rate_burst=2)
    for name in ("a", "b"):
        assert (await server.post_event(message(name)))[0] == 200
    reply = await server.send("POST", "/events", message("c"), headers={"Origin": "https://a.test"})
    assert (reply.status, reply.json["code"]) == (429, "too_many_requests")
    assert reply.headers["Retry-After"] == "10"
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
    assert (await server.query({}))[0] == 429

    another = server.make_key(organization="acme", project="site")
    assert (await server.query({}, key=another))[1]["data"]["total"] == 2

    clock.now += 10
    assert (await server.post_event(message("c")))[0] == 200


async def test_health_and_bad_keys_are_not_limited(start_app: StartApp) -> None:
    server = await start_app(rate_limit=1)
    for _ in range(3):
        assert (await server.send("GET", "/readyz")).status == 200
        assert (await server.query({}, key="evsrv_api_wrong"))[0] == 401


async def test_off_by_default(server: Server) -> None:
    assert {(await server.query({}))[0] for _ in range(50)} == {200}
