"""Sample content: the invented 青溪区, its notices, pictures and programme. ``office sample load`` loads it."""
