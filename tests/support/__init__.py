"""What the tests share: a running server with a small client, and events to send it."""
