"""Switching the display off and on, and what is known of its state. Which hours it is on is the edition's."""
