"""Sample disclosures (示例披露): three invented ones of the sample school, each at another step; all marked as
sample."""

from __future__ import annotations

from typing import Any

from zhiqiao.records.models import Disclosure, User
from zhiqiao.services.disclosures.deciding import evaluate, name_evaluator
from zhiqiao.services.disclosures.scale import scale
from zhiqiao.services.disclosures.writing import Named, begin, move

COMMON: dict[str, Any] = {"publication": "no", "may_be_secret": False, "ownership": "service", "is_funded": False}
DRAFT: dict[str, Any] = {
    "invention_title": "示例：一种可拆卸的冷板快接头",
    "problem_solved": "液冷机柜检修时，冷板接头拆装后容易渗漏。",
}
WAITING: dict[str, Any] = COMMON | {
    "invention_title": "示例：一种低温快充负极浆料及其制备方法",
    "problem_solved": "零下二十度快充时负极析锂，循环三百次后容量衰减明显。",
    "solution": "分两步加入碳纳米管导电剂，先以低剪切分散，再与石墨和粘结剂混合，使极片孔隙率提高。",
    "advantages": "示例数据：低温快充容量保持率由百分之七十一提高到百分之八十三。",
    "maturity": "lab",
    "is_funded": True,
    "project_kind": "nsfc",
    "project_name": "示例项目：低温锂离子电池界面",
    "project_number": "SAMPLE-0001",
}
EVALUATED: dict[str, Any] = COMMON | {
    "invention_title": "示例：一种河道巡检无人船的避障方法",
    "problem_solved": "浅水河道中漂浮物密集，无人船频繁误停。",
    "solution": "以双目相机与声呐融合识别漂浮物，按船速预测碰撞时间，仅在需要时绕行。",
    "maturity": "pilot",
}
SHARE = 7, 10
"""So much of each criterion's points the evaluated one gets: the proposal is to improve it."""


def load_sample(inventor: User | None, officer: User | None) -> int:
    """Make them once, by these sample accounts; tells how many there are. None where an account is missing or is
    somebody's own."""
    known = Disclosure.objects.filter(is_sample=True).count()
    if known or inventor is None or officer is None or not (inventor.is_sample and officer.is_sample):
        return known
    begin(by=inventor, values=DRAFT, is_sample=True)
    named = [Named(username=inventor.username, share="70"), Named("示例合作者（校外）", "30")]
    for told in (WAITING, EVALUATED):
        row = begin(by=inventor, values=told, is_sample=True)
        move(row.pk, "submit", by=inventor, inventors=named)
    name_evaluator(row.pk, officer, by=officer)
    move(row.pk, "accept", by=officer)
    part, whole = SHARE
    points = {one.code: one.points * part // whole for one in scale().criteria}
    evaluate(row.pk, by=officer, points=points, remarks="示例意见：建议补充与现有航迹规划方法的对比数据。")
    return 3
