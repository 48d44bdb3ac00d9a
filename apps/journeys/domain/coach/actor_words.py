"""Words by which the doer of a blueprint's step is told: the customer, or somebody behind the scenes.

They are looked for in the actor of a step alone, not in what is done: staff may well speak about customers.
Russian entries are the beginnings of words, because words are inflected.
"""

import re
from functools import lru_cache

CUSTOMERS = (
    r"\b(?:the )?(?:buyer|client|consumer|customer|guest|passenger|patient|shopper|user|visitor)s?$",
    r"\b(?:гост(?:ь|и)|заказчик|клиент|пассажир|пациент|покупател|посетител|пользовател|потребител)[а-яё]*$",
    r"(?:客户|顧客|顾客|客人|患者|病人|乘客|旅客|用户|使用者|消费者|消費者|住客|房客|買家|买家)$",
)
BEHIND = (
    r"\bback[ -]?(?:office|stage)\b|\bbehind the scenes\b|\bserver[ -]room\b|\bdata ?cent(?:er|re)\b",
    r"бэк-?офис[а-яё]*|за кулисами|серверн[а-яё]+",
    r"后台|後台|后勤|後勤|幕后|幕後|机房|機房",
)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_CUSTOMERS, _BEHIND = _pattern(CUSTOMERS), _pattern(BEHIND)


@lru_cache(maxsize=2_000)
def is_customer(actor: str) -> bool:
    """Whether the actor is the customer; somebody who is named after customers, such as a client desk, is not."""
    return _CUSTOMERS.search(actor.strip()) is not None


@lru_cache(maxsize=2_000)
def is_behind(actor: str) -> bool:
    """Whether the customer never meets the actor."""
    return _BEHIND.search(actor) is not None
