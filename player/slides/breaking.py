"""Where a line may begin: a Chinese-first breaker in the spirit of UAX 14 and GB/T 15834-2011, in linear time.

Decides what stays whole (words, figures with their units, dates, addresses, two-em marks) and which neighbours stay
together. How much fits on a line is decided in ``lines``.
"""

import re
from typing import Final, NamedTuple

from player.slides.characters import CLOSING, OPENING, QUOTES, SPACES, is_narrow

# Units that a reader loses when they stand on the next line. Counters (项, 期, 件) are plain words and may.
_UNIT: Final = (
    "(?: ?(?:个百分点|平方公里|平方米|立方米|千瓦时|公里|千米|毫米|厘米|公顷|公斤|千克|小时|分钟"
    "|[万亿千百]?(?:元|亩|吨|米|人次|平方米|公里)|[万亿]|[米亩吨克升号栋幢楼室%％‰℃°]))?"
)
_WORD: Final = (
    r"(?:https?://[!-~]*[0-9A-Za-z/]"
    r"|\d{1,4} ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?|\d{1,2} ?月 ?\d{1,2} ?日|\d{1,2} ?[时点](?: ?\d{1,2} ?分)?"
    r"|[(（]0\d{2,3}[)）] ?\d{7,8}(?!\d)|(?:\+86 ?)?1\d{2}[ -]\d{4}[ -]\d{4}(?!\d)|400[ -]\d{3,4}[ -]\d{3,4}(?!\d)"
    r"|0\d{2,3}[－‐‑ -]\d{7,8}(?: ?转 ?\d{1,6}|[－‐‑-]\d{1,6})?(?!\d)"
    rf"|\d[\d,.:/]*(?:[—–~～－‐‑-]\d[\d,.:/]*)*(?![A-Za-z@]){_UNIT}"
    r"|[0-9A-Za-z\u00c0-\u1fff](?:[!-~\u00a1-\u1fff\u0300-\u036f]|[’‑](?=[A-Za-z]))*)"
)
_TSHEG: Final = "\u0f0b"  # ends a Tibetan syllable; a line may begin after it
_SYLLABLE: Final = rf"[\u0f00-\u0f0a\u0f0c-\u0fff]+(?:{_TSHEG}+[\u0f0d-\u0f14]*)?|{_TSHEG}+"
_TOKEN: Final = re.compile(
    rf"[ \u2002-\u200a\u205f\u3000]+|{_SYLLABLE}|{_WORD}|—+|…+|⋯+|.[\u0300-\u036f\u20d0-\u20ff]*", re.DOTALL
)
_PART: Final = re.compile(r"[^\u3400-\u9fff]+|.", re.DOTALL)  # within a token, each Han character is placed by itself
_PAIR: Final = 2  # a dash or an ellipsis is two ems wide; a line may begin with it, not with the one-em connector

# Words that official titles are full of. A title broken inside one reads as a mistake; body text may break anywhere.
_TITLE_WORD: Final = re.compile(
    r"第[一二三四五六七八九十百\d]{1,4}(?:季度|阶段|[批期届次号版轮])|\d+(?:[至—–-]\d+)?月份?|上半年|下半年|年度|季度"
    r"|关于|对于|公示|公告|通知|通报|情况|报告|会议|工作|方案|意见|名单|结果|计划|决定|决议|批复|办法|规定|条例|制度|干部|任职|任前|拟任职"
    r"|任免|党员|党组织|党支部|支部|党务|村务|政务|财务|委员会|常委会|公开|承诺|服务|群众|项目|资金|经费|收支|使用|检查|整改|考核|评议|测评"
    r"|选举|换届|发展|对象|表彰|先进|优秀|活动|教育|学习|建设|改造|工程|道路|社区|街道|办事|中心|青年|妇女|老年|志愿|监督|举报|电话|预警"
    r"|暴雨|停水|停电|征求|答复|巡察|反馈|落实|进展|完成|本级|应急|响应|启动|紧急|防汛|抗旱"
    r"|设施|大厅|窗口|线路|路线|公交|临时|迁移|早市|集市|供水|供电|供暖|管护|管理|优化|调整|规划|标准|制定|修订|补贴|补助|救助|资助"
    r"|医保|社保|保险|医疗|医院|学校|招生|卫生|健康|环境|整治|安全|检测|消防|食品|机构|供养|养老|布局|乡村|农村|城乡|居民|住户|拆迁"
    r"|预算|决算|招标|采购|招聘|录用|聘用|遴选|考试|面试|体检|考察|领导|班子|成员|分工|选登|选聘|延时|开放|时间|期间|范围|程序|流程"
    r"|副?书记|副?主任|副?局长|副?科长|党组|党工委|党委|交通运输|卫生健康|发展和改革"
)


class Atom(NamedTuple):
    """The smallest thing that is placed: one glyph, or a word. ``breaks``: a line may begin with it."""

    text: str
    breaks: bool
    is_strong: bool = False


def atoms(text: str) -> list[Atom]:
    """Split one line of cleaned text (no newline); joined, the atoms' texts are the text again."""
    found: list[Atom] = []
    before = ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        breaks = bool(before) and _may_part(before, token)
        for part in _PART.findall(token):
            found.append(Atom(part, breaks))
            breaks = False
        if not (token[0] in SPACES and before and before[-1] in OPENING):  # a space does not undo an opening mark
            before = token
    return found


def title_atoms(text: str) -> list[Atom]:
    """As ``atoms``, but the words that titles are made of stay whole."""
    starts = {at for match in _TITLE_WORD.finditer(text) for at in range(match.start() + 1, match.end())}
    found: list[Atom] = []
    at = 0
    for atom in atoms(text):
        found.append(atom._replace(breaks=atom.breaks and at not in starts))
        at += len(atom.text)
    return found


def pieces(text: str) -> list[str]:
    """The text in pieces between which a line may be broken."""
    parts: list[str] = []
    for atom in atoms(text):
        if atom.breaks or not parts:
            parts.append(atom.text)
        else:
            parts[-1] += atom.text
    return parts


def _may_part(before: str, after: str) -> bool:
    if after[0] in SPACES:
        return False
    if before[-1] in SPACES:
        return after[0] not in CLOSING
    if before[-1] in OPENING or before[-1] in QUOTES or after[0] in QUOTES or _is_tied_to_line_before(after):
        return False
    return before[-1] == _TSHEG or not (is_narrow(before[-1]) and is_narrow(after[0]))


def _is_tied_to_line_before(token: str) -> bool:
    return token[0] in CLOSING and not (token[0] == "—" and len(token) >= _PAIR)
