"""The rivals, which answer the questions: each has `ask`, which returns a `Prepared` question."""
