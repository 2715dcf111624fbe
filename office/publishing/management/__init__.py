"""Holds ``commands``, where Django looks for them."""
