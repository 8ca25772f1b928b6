"""A bounded cache of values that hold for a version of the data."""

import threading
from typing import Generic, TypeVar

from attrs import frozen
from cachetools import LRUCache

from evsrv.engine.data_version import DataVersion

K = TypeVar("K")
V = TypeVar("V")


@frozen(eq=False)
class CacheEntry(Generic[V]):
    """A value, the versions of the datasets that it holds for, and the room that it takes."""

    value: V
    versions: tuple[DataVersion, ...]
    size: int = 1


class Cache(Generic[K, V]):
    """Entries by key, up to a total size; the least recently used ones are evicted first.

    The cache does not decide whether an entry is still valid: its owner compares `versions`.
    """

    def __init__(self, max_size: int) -> None:
        """Hold entries of at most this size together; 0 holds none."""
        self._entries: LRUCache[K, CacheEntry[V]] = LRUCache(max_size, lambda entry: entry.size)
        # Readers are threads, and an LRU cache changes when it is read.
        self._lock = threading.Lock()

    @property
    def max_size(self) -> int:
        """Return the total size that the entries may have."""
        return int(self._entries.maxsize)

    def get(self, key: K) -> CacheEntry[V] | None:
        """Return the entry of a key, or None."""
        with self._lock:
            return self._entries.get(key)

    def put(self, key: K, entry: CacheEntry[V]) -> None:
        """Store an entry, unless it alone is larger than the whole cache."""
        with self._lock:
            if entry.size <= self._entries.maxsize:
                self._entries[key] = entry

    def discard(self, key: K) -> None:
        """Remove the entry of a key, if there is one."""
        with self._lock:
            self._entries.pop(key, None)
