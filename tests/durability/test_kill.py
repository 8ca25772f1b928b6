"""A server that is killed has what it acknowledged."""

import random

from durability.killing import kill_rounds


async def test_killed_at_random_moments(tmp_path):
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # shown where the test fails
    tally = await kill_rounds(tmp_path / "events.db", 20, seed)
    assert tally.rounds == 20
    assert tally.acknowledged > 100
