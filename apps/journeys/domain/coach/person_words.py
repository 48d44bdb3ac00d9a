"""Words by which a cause blames a person, where 5 Whys look for a process.

Only words for one person: "no rule for how many employees are needed" is about a process. Russian entries are
stems with their endings of the singular; pronouns are left out there, since things are "он" and "она" too.
"""

import re
from functools import lru_cache

ENGLISH = (
    "boss", "careless", "carelessness", "cashier", "clerk", "colleague", "consultant", "courier", "employee",
    "he", "her fault", "him", "his fault", "human error", "human factor", "incompetence", "incompetent",
    "laziness", "lazy", "manager", "receptionist", "salesman", "salesperson", "saleswoman", "she",
    "supervisor", "waiter", "waitress",
)  # fmt: skip
RUSSIAN = (
    "администратор(?:а|у|ом|е)?", "кассир(?:а|у|ом|е)?", "консультант(?:а|у|ом|е)?", "курьер(?:а|у|ом|е)?",
    "менеджер(?:а|у|ом|е)?", "начальник(?:а|у|ом|е)?", "официант(?:а|у|ом|е)?", "продав(?:ец|ца|цу|цом|це)",
    "сотрудник(?:а|у|ом|е)?", "коллег(?:а|е|у|ой)", "лен(?:ь|ив[а-яё]*)", "невнимательн[а-яё]*",
    "некомпетентн[а-яё]*", "халатн[а-яё]*", "человеческ[а-яё]+ фактор[а-яё]*",
)  # fmt: skip
CHINESE = (
    "(?<!其)他(?![们們人])", "她(?![们們])", "经理", "經理", "客服人员", "客服人員", "客服专员", "客服專員",
    "前台人员", "櫃檯人員", "店员", "店員", "服务员", "服務員", "服務生", "收银员", "收銀員", "快递员", "外送員",
    "业务员", "業務員", "主管(?!部门|部門|机关|機關)", "老板", "老闆", "同事", "人为失误", "人為疏失", "粗心",
    "偷懒", "偷懶",
)  # fmt: skip
_PATTERN = re.compile(
    rf"(?<![a-z])(?:{'|'.join(sorted(map(re.escape, ENGLISH), key=len, reverse=True))})(?![a-z])"
    rf"|(?<![а-яё])(?:{'|'.join(RUSSIAN)})(?![а-яё])|{'|'.join(CHINESE)}",
    re.IGNORECASE,
)


@lru_cache(maxsize=2_000)
def person_word_in(cause: str) -> str:
    """The first such word as the author wrote it; empty when the cause blames nobody."""
    match = _PATTERN.search(cause)
    return match.group() if match else ""
