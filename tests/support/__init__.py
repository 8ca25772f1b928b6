"""Shared helpers of the tests: a running server with a small client, and events."""
