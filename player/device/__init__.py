"""The machine under the screen: service manager, journal, clock, display. Decides nothing about what is shown."""
