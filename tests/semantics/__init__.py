"""The server's answers against an independent model of the contract, over awkward data."""
