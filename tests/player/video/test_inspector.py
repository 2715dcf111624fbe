"""What is taken for a video that screens can play: real files, sound and unsound, read in a process of their own."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from player.video import Facts, Fault, VideoError, inspect_video
from playlists.video import MAX_VIDEO_BYTES
from tests.player.video.samples import make_mp4, read_frame


def looked_at(data: bytes, folder: Path, **options: object) -> Facts:
    path = folder / "video.mp4"
    path.write_bytes(data)
    with path.open("rb") as file:
        return inspect_video(file, **options)  # type: ignore[arg-type]


def refused(data: bytes, folder: Path, **options: object) -> VideoError:
    with pytest.raises(VideoError) as caught:
        looked_at(data, folder, **options)
    return caught.value


@pytest.mark.parametrize(("codec", "named"), [("libx264", "h264"), ("libx265", "hevc")])
def test_h264_and_hevc_are_taken(tmp_path: Path, codec: str, named: str) -> None:
    assert looked_at(make_mp4(codec=codec), tmp_path) == Facts(named, 320, 180, 3_000)


def test_the_poster_is_a_frame_that_is_not_black(tmp_path: Path) -> None:
    facts = looked_at(make_mp4(black_frames=20), tmp_path, with_picture=True)
    assert read_frame(Image.frombytes("RGB", (320, 180), facts.picture)) == 30


def test_a_video_that_a_telephone_held_upright_stands_upright(tmp_path: Path) -> None:
    facts = looked_at(make_mp4(rotation=-90), tmp_path, with_picture=True)
    assert (facts.width_px, facts.height_px) == (180, 320)
    upright = Image.frombytes("RGB", (180, 320), facts.picture)
    assert read_frame(upright.transpose(Image.Transpose.ROTATE_90)) == 0


@pytest.mark.parametrize(
    ("made", "fault", "told"),
    [
        ({"frames": 2, "size": (1920, 1088)}, Fault.SIZE, "1920×1088"),
        ({"frames": 30}, Fault.TOO_SHORT, "shorter than 2 s"),
        ({"frames": 120, "rate": 60}, Fault.RATE, "60 pictures a second"),
        ({"codec": "mpeg4"}, Fault.CODEC, "coded as mpeg4"),
        ({"pixels": "yuv420p10le"}, Fault.COLOURS, "yuv420p10le"),
        ({"container": "mov"}, Fault.NOT_MP4, "no MP4"),
        ({"container": "matroska"}, Fault.NOT_MP4, "no MP4"),
    ],
)
def test_what_no_screen_plays_is_refused_in_a_sentence(
    tmp_path: Path, made: dict[str, object], fault: Fault, told: str
) -> None:
    error = refused(make_mp4(**made), tmp_path)  # type: ignore[arg-type]
    assert error.fault is fault
    assert told in str(error)


@pytest.mark.parametrize("has_index_first", [True, False])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.97])
def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, part: float, *, has_index_first: bool) -> None:
    whole = make_mp4(has_index_first=has_index_first)
    assert refused(whole[: int(len(whole) * part)], tmp_path).fault is Fault.DAMAGED


def test_a_file_with_noise_in_its_middle_is_damaged(tmp_path: Path) -> None:
    whole = bytearray(make_mp4(has_index_first=True))
    middle = len(whole) // 2
    whole[middle : middle + 3000] = bytes(range(256)) * 11 + b"\0" * 184
    assert refused(bytes(whole), tmp_path).fault is Fault.DAMAGED


@pytest.mark.parametrize("data", [b"", b"not a video", b"\0\0\0\x18ftypmp42", os.urandom(5000)])
def test_what_is_no_video_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refused(data, tmp_path).fault in {Fault.NOT_MP4, Fault.DAMAGED}


def test_a_file_with_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as writing:
        stream = writing.add_stream("aac", rate=48_000, layout="stereo")
        for at in range(50):
            frame = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
            frame.sample_rate, frame.pts, frame.time_base = 48_000, at * 1024, Fraction(1, 48_000)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))  # silence
            writing.mux(stream.encode(frame))
        writing.mux(stream.encode(None))
    assert refused(path.read_bytes(), tmp_path).fault is Fault.NO_PICTURES


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        file.truncate(MAX_VIDEO_BYTES + 1)
    with path.open("rb") as file, pytest.raises(VideoError, match="200 MB"):
        inspect_video(file)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    assert refused(make_mp4(), tmp_path, wall_s=0.0).fault is Fault.TOO_SLOW


def test_looking_needs_no_more_processes_and_no_threads(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(make_mp4(black_frames=20))
    unprivileged = (
        "import os, av, av.filter, player.video.worker as worker\n"
        "if not os.getuid(): os.setresuid(65534, 65534, 65534)\n"  # the limit does not hold for root
        "worker.main()"
    )
    with path.open("rb") as file:
        done = subprocess.run([sys.executable, "-c", unprivileged, "1"], stdin=file, capture_output=True, check=True)
    assert done.stdout.startswith(b'{"codec":"h264"')


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "av.py").write_text("raise ImportError")
    path = tmp_path / "video.mp4"
    path.write_bytes(make_mp4())
    with path.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "player.video.worker", "0"],
            stdin=file,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '.')}"},
            check=True,
        )
    assert b'"fault":"no-reader"' in done.stdout
    assert "sunboard[video]" in str(VideoError(Fault.NO_READER))
