"""The display's half of the player: no network, no drawing of text, only finished pictures at the right time."""
