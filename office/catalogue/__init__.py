"""公开目录: what must be disclosed, as data."""
