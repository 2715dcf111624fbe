"""The display as a lamp: on while something is to be seen, off outside the hours. How it is switched is ``power``'s.

Decides what of the display's coming and going is our own doing, so that nobody is told of it as a fault.
"""

from player.device.power.power import Power
from player.show.healer import Healer
from player.show.projection import Kind, Scene
from player.show.window import Window
from playlists.report import Display
from playlists.screen import Screen


class Lamp:
    """Follows the scenes; ``display`` is what is known of the display."""

    def __init__(self, power: Power, window: Window, healer: Healer) -> None:
        self._power, self._window, self._healer = power, window, healer
        self._has_hours = False
        self.display: Display = power.display

    @property
    def ways(self) -> str:
        """How it is switched, for people."""
        return self._power.ways

    def take_up(self, screen: Screen) -> None:
        """A screen without hours is not kept on: it is only left on where it was switched off before."""
        self._has_hours = screen.hours is not None

    def follow(self, scene: Scene) -> None:
        """The scene's picture is up, so the display may be on, or, for the dark one, off."""
        self._power.want(is_on=scene.kind is not Kind.DARK, is_kept=self._has_hours)
        if self._power.was_lit():
            self._window.present()  # a card that slept kept no frame that was handed to it meanwhile

    def look(self) -> None:
        """See how the display is, and whether its panel is another. Raises DisplayError.

        While it is off its panel may hide, and some show up and hide again when they are looked for: it is left alone.
        """
        self.display = self._power.display
        if not self._power.is_wanted_off and self._healer.is_panel_new():
            if self._power.is_settling:
                self._window.reopen()
            else:
                self._healer.panel_changed()

    def renew(self) -> None:
        """The window was opened again, which lights the display."""
        self._power.renew()
