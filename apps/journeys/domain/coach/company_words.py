"""Words that name a stage from the company's side: the customer does none of these things.

Words of ready stage sets (acquisition, retention …) are not here. Russian entries are stems, because words
are inflected; Chinese ones are looked for anywhere, because words are not set apart.
"""

import re
from functools import lru_cache

ENGLISH = (
    "approval", "approvals", "back office", "billing run", "case handling", "case management",
    "claims handling", "cold call", "cold calling", "conversion", "conversions", "crm", "cross-sell",
    "cross-selling", "deal closing", "deal stage", "demand generation", "dispatching", "dunning",
    "escalation", "fulfilment", "fulfillment", "funnel", "invoicing", "kyc", "lead", "leads",
    "monetisation", "monetization", "mql", "nurture", "nurturing", "order entry", "order management",
    "order processing", "outbound", "pipeline", "presales", "pre-sales", "processing", "prospecting",
    "prospects", "qualification", "remarketing", "retargeting", "sales call", "sales cycle",
    "sales process", "scoring", "sla", "sql", "ticket handling", "ticketing", "triage", "underwriting",
    "upsell", "upselling", "up-sell", "win-back",
)  # fmt: skip
RUSSIAN_STEMS = (
    "андеррайтинг", "апсел", "биллинг", "ведени[ея] клиент", "ведени[ея] сделк", "воронк",
    "выставлени[ея] сч", "дожим", "допродаж", "заведени[ея] заявк", "закрыти[ея] сделк", "квалификаци",
    "конверси", "кросс-прода", "кросс-сел", "лидогенераци", "лид(?:а|у|ом|е|ы|ов|ам|ами|ах)?(?![а-яё])",
    "маршрутизаци", "монетизаци", "обработк", "отгрузк", "отработк[аи] возражени", "пайплайн", "прогрев",
    "ретаргетинг", "скоринг", "согласовани", "тикет", "холодны[ей] звон", "эскалаци",
)  # fmt: skip
CHINESE = (
    "线索", "線索", "审批", "審批", "审核", "審核", "簽核", "工单", "工單", "漏斗", "转化", "轉化",
    "轉換率", "商机", "商機", "派单", "派單", "获客", "獲客", "跟单", "跟單", "成交", "潜客", "潛客",
    "结案", "結案", "受理", "拉新", "促活", "变现", "變現", "进件", "進件", "风控", "風控", "催收", "开票",
    "開票", "订单处理", "訂單處理", "电销", "電銷", "名單開發", "追加销售", "追加銷售", "交叉销售",
    "交叉銷售", "销售管道", "銷售管道",
)  # fmt: skip


def _pattern() -> re.Pattern[str]:
    english = "|".join(sorted(map(re.escape, ENGLISH), key=len, reverse=True))
    return re.compile(
        rf"(?<![a-z])(?:{english})(?![a-z])|(?<![а-яё])(?:{'|'.join(RUSSIAN_STEMS)})[а-яё]*|{'|'.join(CHINESE)}",
        re.IGNORECASE,
    )


_PATTERN = _pattern()


@lru_cache(maxsize=2_000)
def company_words_in(name: str) -> tuple[str, ...]:
    """The company's words in a stage name, as the author wrote them, in order."""
    return tuple(match.group() for match in _PATTERN.finditer(name))
