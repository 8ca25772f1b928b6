"""Comparison of the server's answers with an independent model of the contract."""
