"""Keys, the register, compiling and signing editions, writing the feed."""
