"""The benchmark that `./scripts/bench` runs."""
