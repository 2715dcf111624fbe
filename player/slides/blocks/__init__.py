"""One module for each kind of body block: it turns the block into pieces for ``flow``."""
