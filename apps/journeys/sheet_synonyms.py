"""Headings and words that people write in their own spreadsheets, beside those of the product."""

COLUMNS: dict[str, str] = {
    word: key
    for key, line in {
        "stages.name": "phase, step of the journey, stage name, 步骤, 階段名稱, 阶段名称, фаза, стадия, шаг",
        "stages.moment": "moment, before during after, 时刻, 時刻, момент",
        "touchpoints.name": "touch point, touchpoint name, contact point, 触点, 觸點, 接触点名称, точка касания, "
        "точка взаимодействия",
        "touchpoints.action": "actions, customer action, customer actions, activity, what the customer does, doing, "
        "客户行为, 顧客行為, 用户行为, 行动, действия, действие клиента, что делает клиент",
        "channels": "channel, media channel, 通路, канал",
        "touchpoints.emotion.score": "emotion, emotions, 情绪, 情緒, эмоция, "
        "feeling, feelings, mood, score, emotion score, satisfaction, "
        "情感, 心情, 情绪分, 满意度, 滿意度, эмоции, настроение, оценка, удовлетворённость",
        "touchpoints.thoughts": "thinking, customer thoughts, 想法, мысль, мысли клиента",
        "touchpoints.expectation": "expectations, 预期, 預期, ожидания",
        "touchpoints.needs": "needs, unmet need, 需求, потребности",
        "touchpoints.owner": "responsible, department, 负责人, 負責人, 责任人, ответственный, владелец",
        "pains": "pain, pain point, pain points, problem, problems, issues, 痛點, 问题, 問題, боль, проблема, проблемы",
        "delights": "delight, gains, positives, 亮点, 惊喜, радость, плюсы",
        "opportunities": "opportunity, ideas for improvement, improvements, 机会, 機會, 改进点, улучшения, идеи",
        "evidence": "quote, quotes, own words, testimony, 原话, 原話, цитата, цитаты, отзыв, отзывы",
        "risks": "risk, 风险点, 風險點, риск",
        "kpis": "kpi, kpis, metric, metrics, measure, 指标, 指標, метрика, метрики, показатель",
        "stakeholders": "stakeholder, 相关人员, 相關人員, участник, участники",
        "reactions_positive": "positive reaction, 正面反应, позитивные отзывы",
        "reactions_neutral": "neutral reaction, 中性反应",
        "reactions_negative": "negative reaction, 负面反应, негативные отзывы",
        "touchpoints.time": "when, time of day, 时段, когда",
        "touchpoints.category": "type, touchpoint type, 类型, 類型, тип",
    }.items()
    for word in line.split(", ")
}

FLAGS: dict[str, bool] = {
    **dict.fromkeys(("yes", "true", "y", "1", "x", "✓", "✔", "是", "有", "对", "對", "да", "истина"), True),
    **dict.fromkeys(("no", "false", "n", "0", "-", "–", "否", "无", "無", "нет", "ложь"), False),
}
