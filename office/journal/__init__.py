"""The append-only record of every step, chained by hashes."""
