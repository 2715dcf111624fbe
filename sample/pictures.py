"""The sample's illustrations of 青溪区, which nobody could have photographed.

``python -m sample.pictures`` draws them all. Decides what is in each picture; the shapes are ``easel``'s.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sample.easel import (
    HEIGHT,
    WIDTH,
    Easel,
    draw_head,
    draw_house,
    draw_person,
    draw_pine,
    draw_tree,
    ridge,
)

FOLDER: Final = Path(__file__).parent / "items" / "pictures"


def draw_valley() -> Easel:
    """梯田与青溪: terraces above a winding river at sunrise."""
    easel = Easel("#f7c98b", "#fdf1d7")
    easel.disc(1130, 300, 105, "#fff3cf")
    easel.disc(1130, 300, 76, "#fff9e6")
    for height, swing, waves, phase, colour in (
        (400, 90, 1.6, 0.4, "#b9c9c2"),
        (470, 80, 2.1, 2.2, "#93b3a5"),
        (545, 70, 1.4, 4.1, "#6f9c84"),
    ):
        easel.ground(ridge(height, swing, waves, phase), colour)
    easel.ground([(0, 640), (520, 660), (1000, 640), (WIDTH, 655)], "#8fb573")
    _draw_river(easel)
    for step in range(9):
        _draw_terrace(easel, step)
    for step in range(5):
        _draw_field(easel, step)
    for x, y, width in ((905, 690, 62), (985, 676, 54), (1062, 700, 70), (1160, 686, 58), (1240, 712, 74)):
        draw_house(easel, x, y, width)
    for x, y, height in ((870, 700, 64), (1140, 712, 58), (1335, 722, 84), (1400, 708, 66), (1520, 740, 96)):
        draw_tree(easel, x, y, height, "#4f8a5b", "#3f764c")
    return easel


def draw_hall() -> Easel:
    """政务服务大厅: counters, people who wait and people who help."""
    easel = Easel("#f3efe6", "#e9e2d3")
    easel.box(0, 0, WIDTH, 150, "#faf8f3")
    for x in range(90, WIDTH, 300):
        easel.box(x, 52, 190, 26, "#fff1bf", 13)
    easel.box(0, 150, WIDTH, 96, "#a32a22")
    easel.box(0, 238, WIDTH, 8, "#dcb25c")
    easel.disc(WIDTH / 2, 196, 27, "#f6dd9e")
    for angle in range(0, 360, 30):
        dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        easel.stroke([(800 + dx * 33, 196 + dy * 33), (800 + dx * 41, 196 + dy * 41)], "#f6dd9e", 5)
    for window in range(5):
        _draw_counter(easel, 60 + window * 300)
    easel.box(0, 660, WIDTH, 30, "#c9bda6")
    easel.box(0, 690, WIDTH, HEIGHT - 690, "#ded5c3")
    for offset in range(-400, WIDTH + 400, 200):
        easel.stroke([(800 + (offset - 800) * 0.7, 690), (offset, HEIGHT)], "#d0c5af", 3)
    for x, y, height, coat in (
        (250, 850, 300, "#3f6f8f"),
        (480, 800, 260, "#c7803b"),
        (880, 870, 320, "#7a4b76"),
        (1010, 850, 280, "#58805c"),
        (1330, 830, 290, "#b04a3f"),
    ):
        easel.disc(x, y, height * 0.24, "#00000018", 0.22)
        draw_person(easel, x, y, height, coat)
    for x in (70, 1535):
        easel.box(x - 42, 800, 84, 90, "#b9683f", 10)
        for lean in (-70, -35, 0, 35, 70):
            easel.stroke([(x, 800), (x + lean * 0.6, 700), (x + lean, 640 + abs(lean) * 0.6)], "#4f8a5b", 17)
    return easel


def draw_square() -> Easel:
    """村民广场: an evening under the old tree."""
    easel = Easel("#5d6f9b", "#f5b98a")
    easel.disc(1290, 200, 58, "#fff4d9")
    easel.ground(ridge(470, 70, 1.5, 1.3), "#5a6a86")
    easel.ground(ridge(535, 50, 2.2, 3.0), "#4b5b74")
    for x, width in ((30, 200), (270, 170), (1050, 190), (1290, 230)):
        draw_house(easel, x, 690, width, "#38404d")
        for left in (0.12, 0.72):
            easel.box(x + width * left, 690 - width * 0.34, width * 0.16, width * 0.15, "#ffd98c")
    easel.ground([(0, 680), (WIDTH, 680)], "#d7b894")
    for y, tint in ((720, "#cdab85"), (790, "#c39f78"), (885, "#b9936c")):
        easel.box(0, y, WIDTH, 8, tint)
    easel.disc(760, 800, 250, "#00000022", 0.2)
    easel.box(735, 470, 60, 330, "#6f4f3a", 20)
    easel.stroke([(765, 560), (640, 440)], "#6f4f3a", 34)
    easel.stroke([(765, 540), (890, 420)], "#6f4f3a", 34)
    for x, y, radius in ((600, 400, 130), (765, 320, 170), (930, 395, 135), (690, 470, 100), (850, 475, 100)):
        easel.disc(x, y, radius, "#3f7350")
    for x, y, radius in ((640, 360, 60), (800, 280, 80), (940, 370, 56)):
        easel.disc(x, y, radius, "#55906a")
    _draw_lanterns(easel)
    easel.box(620, 790, 290, 34, "#e4d2b8", 8)
    for x, y, height, coat in (
        (170, 880, 230, "#c9463d"),
        (300, 905, 240, "#e0a13d"),
        (430, 880, 225, "#3f7f8f"),
        (1090, 900, 240, "#b9577c"),
        (1210, 880, 225, "#5a86b5"),
        (1330, 920, 160, "#e8b84c"),
        (1440, 905, 240, "#6b8f5a"),
    ):
        easel.disc(x, y, height * 0.22, "#00000022", 0.22)
        draw_person(easel, x, y, height, coat)
    return easel


def draw_planting() -> Easel:
    """义务植树: volunteers set saplings on a bare slope."""
    easel = Easel("#9fd0e3", "#eef6ee")
    for x, y, radius in (
        (250, 170, 55),
        (320, 150, 75),
        (400, 175, 55),
        (1180, 120, 50),
        (1250, 100, 68),
        (1325, 125, 50),
    ):
        easel.disc(x, y, radius, "#ffffffd8")
    easel.ground(ridge(430, 90, 1.3, 0.2), "#a8c9ae")
    easel.ground(ridge(510, 70, 1.9, 2.4), "#7fb087")
    for index, x in enumerate(range(20, WIDTH, 74)):
        draw_pine(easel, x, 590 + 16 * math.sin(index * 1.7), 96 + 26 * math.sin(index * 2.3), "#4c8560")
    easel.ground(ridge(620, 24, 0.8, 0.9), "#b9cf84")
    easel.ground(ridge(730, 22, 0.7, 2.0), "#c8a874")
    easel.ground(ridge(850, 20, 0.9, 0.5), "#b8925f")
    for row, (y, gap, height) in enumerate(((730, 150, 74), (812, 190, 96))):
        for x in range(60 + row * 70, WIDTH, gap):
            _draw_sapling(easel, x, y, height)
    for x, y, height, coat in (
        (300, 880, 300, "#c9463d"),
        (700, 915, 320, "#2f7f86"),
        (1090, 890, 300, "#e0a13d"),
        (1400, 925, 320, "#4d6fa8"),
    ):
        easel.disc(x, y, height * 0.3, "#00000020", 0.18)
        draw_person(easel, x, y, height, coat)
        easel.stroke([(x + height * 0.17, y - height * 0.46), (x + height * 0.3, y - 14)], "#8a6239", 11)
        easel.area([(x + height * 0.26, y - 34), (x + height * 0.36, y - 28), (x + height * 0.33, y + 18)], "#8d959c")
        _draw_sapling(easel, x - height * 0.42, y + 10, height * 0.52)
    return easel


def draw_bridge() -> Easel:
    """青溪二桥: an arch bridge being closed over the gorge."""
    easel = Easel("#8fbfdc", "#f4efe0")
    for height, swing, waves, phase, colour in (
        (380, 110, 1.2, 2.9, "#b5cbd2"),
        (470, 90, 1.7, 0.6, "#8fb0a9"),
    ):
        easel.ground(ridge(height, swing, waves, phase), colour)
    easel.ground([(0, 760), (WIDTH, 760)], "#6fa9b8")
    for y, x, length in ((800, 300, 240), (845, 760, 300), (890, 420, 260), (930, 1010, 280), (815, 1020, 200)):
        easel.stroke([(x, y), (x + length, y)], "#8fc0cb", 7)
    easel.area([(0, 560), (250, 600), (330, 800), (280, HEIGHT), (0, HEIGHT)], "#5f8f6b")
    easel.area([(WIDTH, 540), (1350, 590), (1270, 800), (1330, HEIGHT), (WIDTH, HEIGHT)], "#568562")
    deck = 560.0
    arch = [(260 + 1080 * t, 800 - 1560 * t * (1 - t)) for t in (step / 60 for step in range(61))]
    for x, level in arch[4:-4:4]:
        is_hanger = level < deck
        easel.stroke([(x, level), (x, deck)], "#d8d3c8" if is_hanger else "#9aa0a2", 7 if is_hanger else 14)
    easel.stroke(arch, "#c0392f", 30)
    easel.stroke(arch, "#d9574a", 12)
    easel.box(0, 548, 690, 34, "#eae4d6")
    easel.box(905, 548, 695, 34, "#eae4d6")
    easel.box(0, 582, 690, 10, "#b9b2a2")
    easel.box(905, 582, 695, 10, "#b9b2a2")
    easel.box(742, 470, 116, 30, "#eae4d6")
    for x in (757, 843):
        easel.stroke([(x, 300), (x, 470)], "#4c5258", 4)
    _draw_crane(easel)
    for x, coat in ((560, "#e07b28"), (610, "#e0a928"), (980, "#e07b28"), (1060, "#e0a928")):
        draw_person(easel, x, 548, 78, coat)
        easel.disc(x, 548 - 78 * 0.97, 11, "#f4d03f", 0.7)
    for x, y, height in ((60, 640, 120), (150, 690, 140), (1480, 640, 130), (1560, 700, 150), (1400, 700, 110)):
        draw_pine(easel, x, y, height, "#3f6f4d")
    return easel


def draw_library() -> Easel:
    """区图书馆: shelves, tall windows, readers."""
    easel = Easel("#f6efe0", "#efe4cf")
    for x in (575, 825):
        easel.box(x, 90, 230, 500, "#b98c5a", 115)
        easel.box(x + 16, 106, 198, 470, "#cfe6ec", 99)
        easel.disc(x + 115, 500, 97, "#9cc69b", 0.7)
        easel.box(x + 18, 430, 194, 146, "#86b68a", 90)
        easel.box(x + 111, 106, 8, 470, "#b98c5a")
        easel.box(x + 16, 330, 198, 8, "#b98c5a")
    for x in (40, 1120):
        _draw_shelves(easel, x)
    easel.box(0, 690, WIDTH, HEIGHT - 690, "#d8bd92")
    for y in (740, 810, 900):
        easel.box(0, y, WIDTH, 5, "#caad80")
    easel.stroke([(815, 0), (815, 120)], "#6b5a48", 6)
    easel.disc(815, 182, 62, "#fff1bf", 0.25)
    easel.area([(735, 180), (779, 115), (851, 115), (895, 180)], "#a32a22")
    for x, coat in ((330, "#3f6f8f"), (600, "#b9577c"), (1010, "#58805c"), (1270, "#c7803b")):
        easel.box(x - 70, 640, 140, 170, coat, 60)
        draw_head(easel, x, 598, 50)
    easel.box(140, 770, WIDTH - 280, 44, "#a5713f", 10)
    for x in (220, 1340):
        easel.box(x, 814, 40, 170, "#8d5e33")
    for x, cover in ((330, "#a32a22"), (600, "#2f6f78"), (1010, "#c79a3b"), (1270, "#4d5f92")):
        easel.area([(x, 742), (x - 92, 724), (x - 92, 764), (x, 782)], "#fffaf0")
        easel.area([(x, 742), (x + 92, 724), (x + 92, 764), (x, 782)], "#f7eedc")
        easel.stroke([(x - 94, 768), (x, 786), (x + 94, 768)], cover, 7)
    return easel


def draw_road() -> Easel:
    """环山公路: the new road to the upper villages in autumn."""
    easel = Easel("#a9d3e6", "#fbf3df")
    easel.ground(ridge(360, 120, 1.1, 4.4), "#b9cbd0")
    easel.ground(ridge(470, 100, 1.6, 1.0), "#9dbb95")
    easel.ground(ridge(580, 70, 1.2, 3.4), "#c9a552")
    easel.ground(ridge(700, 50, 0.9, 0.8), "#b98a3f")
    left, right = _road_edges()
    easel.area([*left, *reversed(right)], "#5d646c")
    middle = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in zip(left, right, strict=True)]
    for start in range(2, len(middle) - 3, 6):
        width = (right[start][0] - left[start][0]) * 0.035
        easel.stroke(middle[start : start + 4], "#f6f1e4", max(width, 1.5))
    easel.stroke(left, "#f6f1e4", 4)
    easel.stroke(right, "#f6f1e4", 4)
    for x, y, height, crown, shade in (
        (130, 760, 200, "#d9822b", "#c06d1e"),
        (300, 690, 130, "#e2a63a", "#cb8f28"),
        (1180, 700, 150, "#c8542e", "#ad4323"),
        (1350, 770, 220, "#e2a63a", "#cb8f28"),
        (1500, 850, 260, "#d9822b", "#c06d1e"),
        (520, 640, 96, "#7f9a4f", "#6b8540"),
    ):
        draw_tree(easel, x, y, height, crown, shade)
    for x, y, width in ((955, 628, 60), (1040, 640, 68), (1120, 624, 52)):
        draw_house(easel, x, y, width)
    easel.box(668, 742, 108, 84, "#fbf7ee", 14)
    easel.box(668, 792, 108, 34, "#2f7f86", 9)
    easel.box(680, 754, 84, 32, "#8fc0cb", 6)
    for x in (688, 756):
        easel.box(x - 9, 820, 18, 18, "#2b2f33", 5)
    return easel


def _draw_river(easel: Easel) -> None:
    bends = [(step / 40) for step in range(41)]
    centre = [900 - 330 * t + 190 * math.sin(t * 5.2) * (0.35 + 0.65 * t) for t in bends]
    y = [648 + 352 * t**1.25 for t in bends]
    half = [5 + 150 * t**1.6 for t in bends]
    left = [(c - h, level) for c, h, level in zip(centre, half, y, strict=True)]
    right = [(c + h, level) for c, h, level in zip(centre, half, y, strict=True)]
    easel.area([*left, *reversed(right)], "#f2dfb8")
    inner = [(x + h * 0.12, level) for (x, level), h in zip(left, half, strict=True)]
    other = [(x - h * 0.12, level) for (x, level), h in zip(right, half, strict=True)]
    easel.area([*inner, *reversed(other)], "#84b7bd")


def _draw_terrace(easel: Easel, step: int) -> None:
    top, reach = 520 + step * 44, 690 - step * 62
    edge = [
        (reach * t, top + (HEIGHT + 40 - top) * t**2.7 + 13 * math.sin(t * 9 + step * 0.8) * (1 - t))
        for t in (index / 50 for index in range(51))
    ]
    greens = ("#a9c46c", "#7fae58", "#c3d07d", "#6a9e54")
    easel.area([*edge, (0, HEIGHT + 40)], greens[step % 4])
    easel.stroke(edge, "#f4efc9", 5)


def _draw_field(easel: Easel, step: int) -> None:
    top, reach = 800 + step * 46, 760 - step * 110
    edge = [(WIDTH - reach * t, top + (HEIGHT + 40 - top) * t**2.2) for t in (index / 40 for index in range(41))]
    easel.area([*edge, (WIDTH, HEIGHT + 40)], ("#e3c766", "#d3b352", "#ecd684", "#c9a94a")[step % 4])
    easel.stroke(edge, "#f8efca", 4)


def _draw_counter(easel: Easel, x: float) -> None:
    easel.box(x, 290, 260, 240, "#fbf9f4", 8)
    easel.box(x + 12, 302, 236, 228, "#dfe9ea", 6)
    easel.box(x + 90, 262, 80, 56, "#2f6f78", 8)
    for dot in range(3):
        easel.disc(x + 112 + dot * 18, 290, 6, "#f6dd9e")
    easel.box(x + 84, 452, 92, 100, "#3d5a80", 34)
    easel.area([(x + 118, 456), (x + 142, 456), (x + 130, 490)], "#ffffff")
    draw_head(easel, x + 130, 424, 34)
    easel.box(x + 186, 452, 56, 44, "#5d666e", 5)
    easel.box(x - 20, 530, 300, 26, "#b98c5a", 6)
    easel.box(x - 10, 556, 280, 106, "#e8dcc6")
    easel.box(x + 10, 574, 240, 70, "#f3ead8", 6)


def _draw_lanterns(easel: Easel) -> None:
    string = [(x, 250 + 0.00022 * (x - 800) ** 2 * -1 + 150) for x in range(20, WIDTH, 40)]
    easel.stroke(string, "#4a3b33", 4)
    for x, y in string[1::4]:
        easel.disc(x, y + 40, 48, "#ffcf7040")
        easel.disc(x, y + 40, 26, "#d8402f", 0.85)
        easel.box(x - 11, y + 14, 22, 7, "#f0c35a")
        easel.box(x - 11, y + 60, 22, 7, "#f0c35a")


def _draw_sapling(easel: Easel, x: float, y: float, height: float) -> None:
    easel.disc(x, y, height * 0.3, "#8a6239", 0.3)
    easel.stroke([(x, y), (x, y - height)], "#7a5a41", height * 0.05)
    for dx, dy in ((-0.16, 0.6), (0.17, 0.7), (-0.1, 0.85), (0.06, 1.0)):
        easel.disc(x + dx * height, y - dy * height, height * 0.14, "#5fa05b")


def _draw_crane(easel: Easel) -> None:
    easel.stroke([(1180, 548), (1180, 150)], "#e0a928", 16)
    easel.stroke([(760, 190), (1330, 190)], "#e0a928", 12)
    easel.stroke([(1180, 150), (800, 190)], "#b98a1f", 5)
    easel.stroke([(1180, 150), (1320, 190)], "#b98a1f", 5)
    easel.box(1290, 190, 60, 50, "#7d858c")
    easel.box(1160, 196, 44, 46, "#fbf7ee", 6)
    easel.stroke([(800, 190), (800, 300)], "#4c5258", 4)
    easel.stroke([(757, 300), (843, 300)], "#4c5258", 6)


def _draw_shelves(easel: Easel, x: float) -> None:
    easel.box(x, 130, 440, 560, "#9a6a3c", 8)
    colours = ("#a32a22", "#2f6f78", "#d9a441", "#4d5f92", "#6b8f5a", "#e8dcc6", "#7a4b76")
    for shelf in range(4):
        floor = 262 + shelf * 136
        easel.box(x + 16, floor - 116, 408, 116, "#6f4a28")
        place, index = x + 24.0, shelf * 3
        while place < x + 396:
            width = 17 + (index * 7) % 14
            height = 78 + (index * 13) % 32
            easel.box(place, floor - height, width - 2, height, colours[index % 7], 2)
            place, index = place + width, index + 1


def _road_edges() -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    steps = [index / 60 for index in range(61)]
    y = [610 + 390 * t**1.3 for t in steps]
    centre = [700 + 250 * math.sin(t * 4.6 + 0.4) * (1 - 0.35 * t) + 60 * t for t in steps]
    half = [8 + 190 * t**1.5 for t in steps]
    return (
        [(c - h, level) for c, h, level in zip(centre, half, y, strict=True)],
        [(c + h, level) for c, h, level in zip(centre, half, y, strict=True)],
    )


PICTURES: Final[dict[str, Callable[[], Easel]]] = {
    "valley": draw_valley,
    "hall": draw_hall,
    "square": draw_square,
    "planting": draw_planting,
    "bridge": draw_bridge,
    "library": draw_library,
    "road": draw_road,
}


def main() -> None:
    """Draw all of them into ``items/pictures/``."""
    for name, draw in PICTURES.items():
        draw().save(FOLDER / f"{name}.jpg")


if __name__ == "__main__":
    main()
