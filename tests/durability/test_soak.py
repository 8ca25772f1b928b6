"""The write-ahead log stays within its bound under steady, overlapping reads."""

from pathlib import Path

from durability.soaking import soak

BOUND = 4_000_000
SECONDS = 30


async def test_log_stays_within_its_bound_while_reads_overlap(tmp_path: Path) -> None:
    result = await soak(tmp_path / "events.db", SECONDS, max_wal_bytes=BOUND)
    assert result.reads
    assert result.writes
    assert result.restarts > 0
    assert max(result.wal_bytes) <= 1.5 * BOUND
