"""Import: what an office already publishes elsewhere becomes drafts here. Nothing skips review or approval."""
