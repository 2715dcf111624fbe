"""The Chinese lunar date (农历) in words. Computed by borax; decides only the wording."""

from datetime import date
from typing import Final

from borax.calendars.lunardate import LunarDate

_FIRST, _LAST = date(1900, 1, 31), date(2100, 12, 31)  # what borax's table covers
_NAMED: Final = {1: "正", 11: "冬", 12: "腊"}
_NUMERALS: Final = "〇一二三四五六七八九十"


def lunar_date(day: date) -> str:
    """农历十月十六, 农历闰六月廿七; empty outside 1900 to 2100."""
    if not _FIRST <= day <= _LAST:
        return ""
    found = LunarDate.from_solar(day)
    month = _NAMED.get(found.month) or _NUMERALS[found.month]
    return f"农历{'闰' if found.leap else ''}{month}月{found.cn_day}"
