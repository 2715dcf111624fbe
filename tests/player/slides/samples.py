"""Items and screens to draw, of an invented district."""

import hashlib
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from playlists.act import Change, Correction, Reference, Withdrawal
from playlists.figures import Appraisal, Bar, Chart, Grading
from playlists.item import (
    Audience,
    Block,
    Entry,
    Exchange,
    Heading,
    Item,
    Listing,
    Paragraph,
    People,
    Person,
    Picture,
    Pledge,
    Pledges,
    Publicity,
    Table,
    Timing,
)
from playlists.screen import Screen, ThemeName

REPORT = (
    "根据《党务公开条例（试行）》和区委有关规定，现将2026年第三季度党务工作情况公开如下。全区共有基层党组织256个，"
    "其中党委18个、总支34个、支部204个；党员6,812名，比上季度净增47名。本季度共召开区委常委会会议9次，研究议题57项，"
    "完成率80%；组织“阳光党务”开放日活动12场，接待群众1,350人次，收到意见建议126条，已答复119条，答复率94.4%。"
)


def make_screen(
    width: int = 1920,
    height: int = 1080,
    *,
    inches: float = 55,
    metres: float = 4,
    theme: ThemeName = ThemeName.RED_GOLD,
) -> Screen:
    return Screen(
        id="lobby-1",
        title="大厅",
        width_px=width,
        height_px=height,
        diagonal_mm=round(inches * 25.4),
        distance_mm=round(metres * 1000),
        audience=Audience.MEMBERS,
        zone="Asia/Shanghai",
        theme=theme,
    )


SCREENS = {
    "lobby, 55 inches": make_screen(),
    "upright, 43 inches": make_screen(1080, 1920, inches=43, metres=3),
    "4K": make_screen(3840, 2160),
    "1366×768": make_screen(1366, 768, inches=32, metres=2.5),
    "square": make_screen(1000, 1000, inches=30, metres=2),
    "far away": make_screen(inches=43, metres=12),
}


def make_item(*body: Block, **changes: Any) -> Item:
    fields: dict[str, Any] = {
        "id": "notice-7",
        "version": 2,
        "entry": Entry(code="3.2", title="干部任免"),
        "title": "关于青溪区2026年第三批拟任职干部的任前公示",
        "issuer": "中共青溪区委组织部",
        "audience": Audience.PUBLIC,
        "timing": Timing.ROUTINE,
        "drafter": "lin",
        "shown_from": datetime(2026, 11, 15, 23, 30, tzinfo=UTC),
        "body": body,
        "contact": "干部监督科 0000-1234567",
        "link": "https://gk.qingxi.example.cn/o/7k3f9a2c",
        "publicity": Publicity(begins=date(2026, 11, 16), ends=date(2026, 11, 20), working_days=5),
    }
    return Item(**(fields | changes))


def make_picture(width: int, height: int, *, kind: str = "JPEG", orientation: int | None = None) -> bytes:
    """Left half red, right half blue."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), fill=(30, 30, 200))
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    file = BytesIO()
    picture.save(file, kind, exif=exif)
    return file.getvalue()


class Blobs:
    """Files by hash, as a sealed edition's folder would give them."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def add(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self._files[sha256] = data
        return sha256

    def read(self, sha256: str) -> bytes:
        return self._files[sha256]


FINANCES = Table(
    caption="2026年第三季度经费支出",
    unit="万元",
    header=("项目", "年初预算", "本季支出", "累计支出", "执行率"),
    rows=tuple(
        (f"{name}经费", f"{10 + at}.50", f"{at}.25", f"{2 * at}.75", f"{20 + at}.5%")
        for at, name in enumerate(["党员教育培训", "基层组织活动", "公务接待", "会议", "困难党员帮扶", "远程教育"] * 4)
    ),
)
PLEDGES = Pledges(
    pledges=(
        Pledge(owner="区交通运输局", target="新改建农村公路62公里，年底前全线通车", percent=80, due=date(2026, 12, 31)),
        Pledge(owner="区教育局", target="新增公办幼儿园学位600个", percent=100, due=date(2026, 9, 1)),
        Pledge(owner="区民政局", target="建成社区老年食堂12处", percent=0, due=date(2026, 12, 31)),
    )
)
APPRAISAL = Appraisal(
    caption="窗口单位评议",
    gradings=(
        Grading(subject="区税务服务厅", good=588, fair=37, poor=6),
        Grading(subject="区城乡供水服务中心", good=489, fair=107, poor=35),
        Grading(subject="区物业管理服务站", good=431, fair=142, poor=58),
    ),
)
CHART = Chart(
    caption="各窗口办件量",
    unit="件",
    bars=(
        Bar(label="社会保障", value="4862"),
        Bar(label="户籍与出入境", value="987.50"),
        Bar(label="公积金", value="0"),
    ),
)
EXCHANGE = Exchange(
    question="周末能不能办理社保卡？",
    answer="可以。自本月起，每周六9:00至12:00在5号窗口办理社保卡申领、挂失和换卡。",
    answerer="区人力资源和社会保障局窗口",
    answered_on=date(2026, 11, 5),
)

CORRECTED = Reference(item="notice-7", version=1, title="关于拟任职干部的公示", published_on=date(2026, 11, 2))
CORRECTION = Correction(
    corrects=CORRECTED,
    changes=(Change(wrong="公示期至11月19日止", right="公示期至11月20日止"),),
    reason="起草时误将公布当日计入公示期",
    since=datetime(2026, 11, 16, tzinfo=UTC),
)
WITHDRAWAL = Withdrawal(
    withdraws=CORRECTED, reason="情况有待重新核实，核实后另行公布", since=datetime(2026, 11, 16, tzinfo=UTC)
)


def every_block(blobs: Blobs) -> tuple[Block, ...]:
    photo = blobs.add(make_picture(500, 700))
    return (
        Heading(text="一、基层组织建设"),
        Paragraph(text=REPORT),
        Heading(text="（一）发展党员", level=2),
        Listing(entries=("严格程序，公示不少于5个工作日。", "接受监督。"), ordered=True),
        Listing(entries=("举报电话：0000-1234567", "来信请寄青溪大道1号")),
        FINANCES,
        Picture(blob=blobs.add(make_picture(1600, 900)), caption="党员志愿者在青溪大道清理河岸。"),
        PLEDGES,
        APPRAISAL,
        EXCHANGE,
        CHART,
        People(
            people=(
                Person(name="林知远", post="区发展和改革局副局长", proposed="拟任区交通运输局党组书记", photo=photo),
                Person(name="苏映雪", post="青溪街道办事处主任", proposed="拟任青溪街道党工委书记"),
                Person(name="顾长明", post="区教育局人事科科长", proposed="拟任区教育局副局长（试用期一年）"),
            )
        ),
    )
