"""A bounded cache of values that hold for a version of the data."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from attrs import frozen

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
        self._max_size = max_size
        self._size = 0
        self._entries: OrderedDict[K, CacheEntry[V]] = OrderedDict()
        """The least recently used entry comes first."""
        # Readers are threads, and the order changes when an entry is read.
        self._lock = threading.Lock()

    @property
    def max_size(self) -> int:
        """Return the total size that the entries may have."""
        return self._max_size

    def get(self, key: K) -> CacheEntry[V] | None:
        """Return the entry of a key, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: K, entry: CacheEntry[V]) -> None:
        """Store an entry, unless it alone is larger than the whole cache."""
        if entry.size > self._max_size:
            return
        with self._lock:
            self._remove(key)
            self._entries[key] = entry
            self._size += entry.size
            while self._size > self._max_size:
                _, evicted = self._entries.popitem(last=False)
                self._size -= evicted.size

    def discard(self, key: K) -> None:
        """Remove the entry of a key, if there is one."""
        with self._lock:
            self._remove(key)

    def _remove(self, key: K) -> None:
        if (removed := self._entries.pop(key, None)) is not None:
            self._size -= removed.size
