"""意见: the public site, the inbox, replies."""
