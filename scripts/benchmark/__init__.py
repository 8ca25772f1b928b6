"""What `./scripts/bench` measures."""
