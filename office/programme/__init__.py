"""Playlists and schedule rules: what is on, where, when."""
