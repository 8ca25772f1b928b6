"""Whoever answers the questions: each has `ask`, which makes a question an `Asked`."""
