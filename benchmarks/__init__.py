"""Measurements against other ways of doing the same; run by hand, not by the checks."""
