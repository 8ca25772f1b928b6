"""Time zones, the buckets of the calendar, and ranges of time: pure functions of integers.

Instants are epoch milliseconds, and offsets from UTC are milliseconds.
"""
