"""The kiosk in this process, offscreen, with a system clock and seconds that the test sets."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from player.device.clock import Clock
from player.device.display import Panels, choose_display, panel_state, read_panels
from player.device.live import Live
from player.device.power.power import Pace, Power
from player.device.power.ways import Way
from player.show.editions import Editions
from player.show.errands import Errands
from player.show.films import Films
from player.show.frame_log import FrameLog
from player.show.healer import Healer
from player.show.health import Health
from player.show.incidents import Incidents
from player.show.kiosk import Kiosk
from player.show.lamp import Lamp
from player.show.pictures import Pictures
from player.show.presence import PlayRecorder
from player.show.prompter import Prompter
from player.show.scribe import Scribe
from player.show.watch import Watch
from player.show.window import Window, open_window
from playlists.on_air import on_air
from playlists.report import Display, Healing, Play
from tests.fakes.sealed import COLOURS, SealedSample

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
QUICK = Pace(soon_s=0.02, look_s=0.1, again_s=600)
SAMPLE = SealedSample(size=(320, 180), made_at=NOON - timedelta(days=30))


class Stage:
    """A kiosk, its real window, and a hand on the clock."""

    def __init__(
        self,
        state: Path,
        sample: SealedSample,
        *,
        is_recorded: bool = False,
        begins: datetime = NOON,
        stalled_s: float = 20,
        panels: Path = Path("/sys"),
    ) -> None:
        self.sample = sample
        self.time = begins
        self.record = state / "frames"
        self._frame_log = FrameLog(self.record) if is_recorded else None
        self.seconds = 0.0
        self.plays: list[Play] = []
        self.told: list[str] = []
        clock = Clock(None, system=lambda: self.time, synchronized=lambda: False)
        self.scribe = scribe = Scribe()  # not started: what it is given to write is not looked at here
        path = choose_display({"SDL_VIDEODRIVER": "offscreen"})
        self.window: Window = open_window(path, windowed=None, memory_size=upright_or_turned(sample), rotation=0)
        editions = Editions(state, self.told.append)
        incidents = Incidents(state, scribe, self.told.append)  # type: ignore[arg-type]
        self.panels = panels
        self.health = Health(Healing(), may_restart=True)
        healer = Healer(self.window, self.health, incidents, self.read_panels, lambda: self.seconds)
        self.ways: list[Way] = []
        self.power = Power(lambda: self.ways, self.read_panel, self.told.append, QUICK)
        self.kiosk = Kiosk(
            window=self.window,
            clock=clock,
            prompter=Prompter(editions, clock, incidents, ""),
            pictures=Pictures(self.window, incidents, clock.now, healer.health.starved),
            films=Films(incidents, stalled_s),
            recorder=PlayRecorder(self.keep, self.uptime_s),
            errands=Errands(state, Live(state, {}), scribe, clock, alive_s=60, monotonic=self.uptime_s),
            healer=healer,
            lamp=Lamp(self.power, self.window, healer),
            watch=Watch(600, self.told.clear),
            frame_log=self._frame_log,
        )
        self.kiosk.begin(editions.first())

    def uptime_s(self) -> float:
        return self.time.timestamp()

    def keep(self, play: Play, is_urgent: bool) -> None:  # noqa: ARG002, FBT001 (as the recorder calls it)
        """A proof of play is finished."""
        self.plays.append(play)

    def read_panel(self) -> Display:
        """Asked between two pictures, when there is time, and by the thread of ``power`` where a test started it."""
        return panel_state("offscreen", self.panels)

    def read_panels(self) -> Panels:
        """Asked after that, in the hours."""
        return read_panels("kmsdrm", self.panels)

    def close(self) -> None:
        self.power.stop()
        self.window.close()
        if self._frame_log is not None:
            self._frame_log.close()

    def is_right(self) -> bool:
        """Whether the pixels in the middle are those of the slide that is on air."""
        slide = on_air(self.sample.edition(), self.sample.deck(), self.time).slide
        assert slide is not None
        middle = tuple(self.window.surface.get_at((self.sample.size[0] // 2, self.sample.size[1] // 2)))[:3]
        return middle == COLOURS[list(self.sample.items).index(slide.item)]


def upright_or_turned(sample: SealedSample) -> tuple[int, int]:
    """The panel's own size."""
    return sample.size[::-1] if sample.rotation in {90, 270} else sample.size
