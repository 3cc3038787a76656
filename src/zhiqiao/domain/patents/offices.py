"""Offices (专利局): the two-letter codes of WIPO ST.3 that may stand before a number."""

from __future__ import annotations

OFFICES: frozenset[str] = frozenset(
    """
    AD AE AF AG AI AL AM AN AO AP AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BX BY BZ CA CD CF
    CG CH CI CL CM CN CO CR CS CU CV CY CZ DD DE DJ DK DM DO DZ EA EC EE EG EM EP ER ES ET FI FJ FR GA GB GC GD GE
    GH GM GN GQ GR GT GW GY HK HN HR HT HU IB ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KM KN KP KR KW KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OA OM PA
    PE PG PH PK PL PT PY QA QZ RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SR ST SU SV SY SZ TD TG TH TJ TM TN TO
    TR TT TW TZ UA UG US UY UZ VC VE VN VU WO WS XN XU YE YU ZA ZM ZW
    """.split()  # noqa: SIM905
)
"""ST.3 codes of states and organisations, with those of states that are no more but have numbers (SU, DD, CS, YU)."""

OFFICE_NAMES_EN: dict[str, str] = {
    "australia": "AU", "canada": "CA", "china": "CN", "germany": "DE", "european patent office": "EP", "france": "FR",
    "india": "IN", "italy": "IT", "japan": "JP", "korea": "KR", "republic of korea": "KR", "south korea": "KR",
    "united kingdom": "GB", "united states": "US", "united states of america": "US", "wipo": "WO", "pct": "WO",
    "world intellectual property organization": "WO", "taiwan": "TW", "hong kong": "HK", "russia": "RU",
    "russian federation": "RU",
}  # fmt: skip
OFFICE_NAMES_ZH: dict[str, str] = {
    "中国": "CN", "美国": "US", "欧洲": "EP", "欧洲专利局": "EP", "欧专局": "EP", "日本": "JP", "韩国": "KR",
    "世界知识产权组织": "WO", "德国": "DE", "英国": "GB", "法国": "FR", "加拿大": "CA", "澳大利亚": "AU", "印度": "IN",
    "俄罗斯": "RU", "台湾": "TW", "中国台湾": "TW", "香港": "HK", "中国香港": "HK", "中国澳门": "MO", "意大利": "IT",
}  # fmt: skip


def office_of(written: str) -> str:
    """The ST.3 code a cell means: a code, or a name in English or Chinese; "" when it is none we know."""
    cleaned = written.strip()
    if cleaned.upper() in OFFICES:
        return cleaned.upper()
    return OFFICE_NAMES_EN.get(cleaned.lower(), "") or OFFICE_NAMES_ZH.get(cleaned, "")
