"""Our own template (导入模板): its headings in both languages, in order, with an example for each.

The example line is about an invented patent with a correct check digit.
"""

from __future__ import annotations

from functools import cache

from zhiqiao.domain.patents.reading.headings import fold_heading

COLUMNS: tuple[tuple[str, str, str, str, str], ...] = (
    ("application_number", "申请号*", "Application number*", "202310123456.6", "202310123456.6"),
    ("publication_number", "公开（公告）号", "Publication number", "CN116000001A", "CN116000001A"),
    ("grant_number", "授权公告号", "Grant number", "CN116000001B", "CN116000001B"),
    ("kind", "专利类型", "Patent type", "发明专利", "invention"),
    ("title_zh", "专利名称（中文）*", "Title (Chinese)*", "一种低温固化导电银浆", "一种低温固化导电银浆"),
    ("title_en", "专利名称（英文）", "Title (English)", "Silver paste that cures cold", "Silver paste that cures cold"),
    ("abstract_zh", "摘要（中文）", "Abstract (Chinese)", "本发明公开了……", "本发明公开了……"),
    ("abstract_en", "摘要（英文）", "Abstract (English)", "The invention discloses …", "The invention discloses …"),
    ("claim_zh", "权利要求1（中文）", "Claim 1 (Chinese)", "1. 一种……，其特征在于……", "1. 一种……，其特征在于……"),
    ("claim_en", "权利要求1（英文）", "Claim 1 (English)", "", ""),
    ("effect_zh", "技术效果（中文）", "Effect (Chinese)", "固化温度降至 120 ℃", "固化温度降至 120 ℃"),
    ("effect_en", "技术效果（英文）", "Effect (English)", "", ""),
    ("scenario_zh", "应用场景（中文）", "Scenario (Chinese)", "柔性电路印刷", "柔性电路印刷"),
    ("scenario_en", "应用场景（英文）", "Scenario (English)", "", ""),
    ("application_date", "申请日", "Application date", "2023-02-06", "2023-02-06"),
    ("publication_date", "公开（公告）日", "Publication date", "2023-05-16", "2023-05-16"),
    ("grant_date", "授权公告日", "Grant date", "2024-09-03", "2024-09-03"),
    ("applicants", "申请人", "Applicants", "望川大学；杭州某某新材料有限公司", "望川大学；杭州某某新材料有限公司"),
    ("applicants_en", "申请人（英文）", "Applicants (English)", "Wangchuan University", "Wangchuan University"),
    ("owners", "专利权人", "Owners", "望川大学", "望川大学"),
    ("inventors", "发明人", "Inventors", "林叙；周闻笛", "林叙；周闻笛"),
    ("agency", "代理机构", "Agency", "", ""),
    ("address", "地址", "Address", "", ""),
    ("ipc", "IPC分类号", "IPC", "H01B1/22；C09D11/52", "H01B1/22; C09D11/52"),
    ("legal_state", "法律状态", "Legal status", "授权", "granted"),
    ("legal_state_date", "法律状态日期", "Legal status date", "2024-09-03", "2024-09-03"),
    ("annuity_paid_to_year", "年费缴至年度", "Annuity paid to year", "4", "4"),
    ("claims_count", "权利要求数", "Number of claims", "8", "8"),
    ("cited_by_count", "被引用次数", "Cited by count", "3", "3"),
    ("family", "同族专利", "Family members", "无", "none"),
    ("citations", "引证专利", "Citations", "", ""),
    ("industry", "产业领域", "Industry", "新材料", "materials"),
    ("region", "地区", "Region", "浙江省杭州市", "浙江省杭州市"),
    ("trl", "技术成熟度（TRL）", "TRL", "6", "6"),
    ("funding", "资助", "Funding", "国家重点研发计划", "National key R&D programme"),
    ("willing", "转化意愿", "Ways accepted", "许可；先使用后付费", "license; use first, pay later"),
)  # fmt: skip
"""(field, Chinese heading, English heading, Chinese example, English example); a star marks what a line needs."""


def template_headings(language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column, for "zh" or "en"."""
    if language.startswith("zh"):
        return [(field, zh, example) for field, zh, _, example, _ in COLUMNS]
    return [(field, en, example) for field, _, en, _, example in COLUMNS]


@cache
def template_fields() -> dict[str, str]:
    """Folded heading → field, in both languages."""
    return {fold_heading(written): field for field, zh, en, _, _ in COLUMNS for written in (zh, en)}
