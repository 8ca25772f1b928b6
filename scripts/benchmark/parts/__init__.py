"""The parts of the benchmark: each is a module whose `measure` returns a `Section`."""
