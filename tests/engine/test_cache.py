"""The cache of values that hold for a data version."""

from evsrv.engine.cache import Cache, CacheEntry


def entry(value: str, size: int = 1) -> CacheEntry[str]:
    return CacheEntry(value, (), size)


def values(cache: Cache[str, str], keys: str) -> str:
    """Return the values of the keys that have one."""
    return "".join(found.value for key in keys if (found := cache.get(key)))


def test_least_recently_used_entries_are_evicted_first() -> None:
    cache: Cache[str, str] = Cache(3)
    for key in "abc":
        cache.put(key, entry(key))
    assert cache.get("a")
    cache.put("d", entry("d"))
    assert values(cache, "abcd") == "acd"


def test_sizes_are_bounded_together() -> None:
    cache: Cache[str, str] = Cache(10)
    cache.put("a", entry("a", 4))
    cache.put("b", entry("b", 4))
    cache.put("c", entry("c", 6))
    assert values(cache, "abc") == "bc"


def test_entry_larger_than_the_cache_is_not_stored() -> None:
    cache: Cache[str, str] = Cache(3)
    cache.put("a", entry("a"))
    cache.put("b", entry("b", 4))
    assert values(cache, "ab") == "a"


def test_replaced_and_discarded_entries_leave_their_room() -> None:
    cache: Cache[str, str] = Cache(3)
    for key in "aab":
        cache.put(key, entry(key))
    cache.put("a", entry("A", 2))
    assert values(cache, "ab") == "Ab"
    cache.discard("a")
    cache.discard("a")
    cache.put("c", entry("c", 2))
    assert values(cache, "abc") == "bc"


def test_cache_of_no_size_stores_nothing() -> None:
    cache: Cache[str, str] = Cache(0)
    cache.put("a", entry("a"))
    assert cache.get("a") is None
    assert cache.max_size == 0
