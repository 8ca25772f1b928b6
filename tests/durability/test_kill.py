"""A killed server has stored all acknowledged events."""

import random
from pathlib import Path

from durability.killing import kill_rounds


async def test_acknowledged_events_survive_kills_at_random_times(tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # shown if the test fails
    summary = await kill_rounds(tmp_path / "events.db", 20, seed)
    assert summary.rounds == 20
    assert summary.acknowledged > 100
