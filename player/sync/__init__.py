"""From feed to sealed edition: fetch with limits, verify, draw every slide, seal, switch. No display here."""
