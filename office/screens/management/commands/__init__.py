"""Commands about screens."""
