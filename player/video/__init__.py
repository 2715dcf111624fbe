"""Videos: looked at where they come in, and decoded where they are shown, always in a process of its own.

Decides what is taken for a video that screens can play, and which frames of it are ready when. No window, no network,
no Pillow; the FFmpeg libraries (PyAV, the extra ``video``) are only ever loaded in those processes.
"""

from player.video.faults import Fault, VideoError
from player.video.inspector import Facts, inspect_video

__all__ = ["Facts", "Fault", "VideoError", "inspect_video"]
