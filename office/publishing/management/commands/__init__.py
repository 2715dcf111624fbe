"""Commands of ``office``: keys, register, publish, timestamp."""
