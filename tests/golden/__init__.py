"""Golden tests: what each request compiles to and answers, as files that a person can review."""
