"""Headings (表头): which heading of which source means which field. Written as people see them; compared when folded.

A new column of an export is one line here. Headings nobody needs are listed with "" so that they count as known.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache


def fold_heading(heading: object) -> str:
    """The form in which headings are compared: NFKC, without blanks and marks, one kind of bracket, lower case."""
    text = unicodedata.normalize("NFKC", str(heading or "")).lower()
    text = text.translate(str.maketrans("〔【﹝{〈«〕】﹞}〉»", "[[[[[[]]]]]]"))
    return re.sub(r"[\s*:：_\-\u200b\ufeff]+", "", text)


COMMON = """
application_number: 申请号 | 专利申请号 | 申请(专利)号 | 专利号 | 专利(申请)号 | 申请号/专利号 | 专利号/申请号
  | 专利申请号/专利号
  | application number | application no. | application no | appl. no. | filing number | appno | apno | 专利编号
publication_number: 公开(公告)号 | 公开号 | 公布号 | 公告号 | 公开/公告号 | 公布(公告)号 | 文献号
  | publication number
  | publication no. | publication no | document number | patent/publication number | patent number
  | publication numbers
  | pub no | pn | display key | publication
earlier_publication_number: 首次公开号
grant_number: 授权公告号 | 授权号 | 授权公告(专利)号 | grant number | granted patent number
kind_code: 文献种类代码 | 文献类型代码 | 公开类型代码 | kind code | kind | kd
kind: 专利类型 | 类型 | 专利种类 | 专利类别 | 种类 | 类别 | patent type | type of patent | kind of patent | type
  | document type
jurisdiction: 公开国别 | 受理局 | 国别 | 公开国家/地区 | 申请国 | 受理国 | jurisdiction | country | country code
  | office | authority
title: 标题 | 名称 | 专利名称 | 发明名称 | 题名 | 发明创造名称 | 成果名称 | 专利标题 | 专利题目 | title
  | patent title | invention title
  | 标题(翻译) | 标题(译) | 标题(小语种原文) | ttl
title_zh: 标题(中文) | 标题(译)(简体中文) | 中文标题 | 中文名称 | 专利名称(中文) | chinese title
title_en: 标题(英文) | 标题(译)(英文) | 英文标题 | 英文名称 | 专利名称(英文) | english title
abstract: 摘要 | 专利摘要 | 技术摘要 | 摘要(翻译) | 摘要(译) | 摘要(小语种原文) | 简介 | 专利简介 | 技术简介
  | 内容摘要 | abstract | abst
  | summary
abstract_zh: 摘要(中文) | 摘要(译)(简体中文) | 中文摘要
abstract_en: 摘要(英文) | 摘要(译)(英文) | 英文摘要 | english abstract
claim: 首项权利要求 | 主权项 | 主权利要求 | 首权 | 权利要求 | 权利要求1 | 独立权利要求 | 权利要求书
  | first claim | claim 1 | claims
  | 首权翻译 | main claim | clms
effect: 技术功效句 | 技术功效 | 技术效果 | 技术功效短语 | [标]技术功效短语 | 有益效果 | 技术优势 | 技术特点
  | effect | technical effect
scenario: 应用场景 | 应用领域 | 用途 | 应用范围 | 适用范围 | application scenario | scenario | use | uses
application_date: 申请日 | 申请日期 | 申请时间 | 专利申请日 | 申请日(年月日) | application date | filing date
  | filed | apd
  | filing/creation date | date filed
publication_date: 公开(公告)日 | 公开日 | 公布日 | 公告日 | 公开日期 | 公告日期 | 公布(公告)日 | 公开(公告)日期
  | publication date | pbd
  | date published | pub date
earlier_publication_date: 首次公开日 | earliest publication
publication_year: publication year
grant_date: 授权公告日 | 授权日 | 授权日期 | 授权时间 | 授权公告日期 | 颁证日 | grant date | date granted | isd
expiry_date: 预估到期日 | 失效日 | 到期日 | 专利到期日 | 专利权届满日 | expiration date | expiry date
  | anticipated expiration | expd
applicants: 申请人 | 申请(专利权)人 | 原始申请(专利权)人 | 申请(权利)人 | 申请人/专利权人 | 专利申请人
  | 申请单位 | 完成单位 | 第一申请人
  | applicant | applicants | applicant(s) | ans | an | applicants/owners
applicants_en: 申请人(翻译) | 申请人(英文) | 英文申请人 | 申请人(译)(英文) | applicants (en)
applicants_standard: 标准化申请人 | [标]原始申请(专利权)人 | [标]申请人
owners: 当前权利人 | 专利权人 | 权利人 | 当前申请(专利权)人 | 当前专利权人 | 所有权人 | owner | owners
  | assignee | assignees
  | current assignee | patentee | ancs | current owner
owners_standard: 标准化当前权利人 | [标]当前申请(专利权)人 | [标]专利权人
inventors: 发明人 | 发明(设计)人 | 设计人 | 发明设计人 | 全部发明人 | 发明人/设计人 | 当前发明人名称
  | 第一发明人 | inventor | inventors
  | inventor(s) | inventor/author | in | 成果完成人 | 完成人
agency: 代理机构 | 专利代理机构 | [标]代理机构 | 代理公司 | agency | agent | attorney
address: 地址 | 申请人地址 | 联系地址 | 通讯地址 | 专利权人地址 | 当前权利人地址 | [标]当前申请(专利权)人地址
  | address | applicant address
region: 地区 | 所在地 | 所在地区 | 省市 | 区域 | 省份 | 申请人所在地 | region | province
applicant_region: 申请人省市代码 | 申请人国别代码 | 国省代码 | 申请人国家/地区 | 当前申请(专利权)人州/省
ipc_main: ipc主分类 | ipc主分类号 | 主分类号 | 主分类 | ipc主分类-小组 | ipc主分类号(小组) | main ipc
  | first ipc | mipc
ipc: ipc | ipc分类号 | ipc分类 | 分类号 | 国际分类号 | 专利分类号 | international patent classification
  | ipcr classifications
  | ipc classes | ipc subclasses | int.cl. | i p c | ipc codes
cpc: cpc | cpc分类号 | cpc classifications | cooperative patent classification | cpc codes
legal_state: 当前法律状态 | 法律状态 | 状态 | 专利状态 | 案件状态 | 法律状态/事件 | 法律状态(中文) | 当前状态
  | legal status | status
  | legal_status | 专利权状态
legal_validity: 专利有效性 | 简单法律状态 | 有效性 | 是否有效 | simple_legal_status | simple legal status
legal_state_date: 法律状态日 | 法律状态公告日 | 法律状态日期 | 状态日期 | legal status date | status date
annuity_paid_to_year: 年费缴至 | 年费缴至年度 | 已缴年费年度 | 年费已缴至(年度) | 已缴年度 | 年费年度 | 缴费至第几年
  | annuity paid to year
claims_count: 权利要求数量 | 权利要求数 | 权利要求项数 | claim count | number of claims | claim_count
cited_by_count: 被引证次数 | 被引用专利数量 | 被引次数 | 被引用次数 | 被引证数 | 被引专利数 | cited count
  | cited by patent count
  | cited by count | forward citations
family: 简单同族 | 同族 | 同族专利 | family members | simple family members | 简单同族成员 | family
family_size: simple family size | 简单同族个数 | 同族个数 | family size
citations: 引证专利 | 引用专利 | 引证文献 | 引用文献 | cited patents | citations | references cited
priority: 优先权号 | 优先权信息 | 优先权 | 优先权项 | 最早优先权 | priority data | priority numbers
  | priority number | priority
industry: 产业领域 | 所属产业 | 行业 | 所属行业 | 应用行业 | 所属领域 | 产业 | 战略性新兴产业 | 技术领域
  | industry | sector | field
trl: 技术成熟度 | 成熟度 | 技术成熟度(trl) | trl | technology readiness level | 成熟度等级
funding: 资助 | 项目来源 | 资助项目 | 经费来源 | 基金项目 | funding | funded by | grant number(s)
willing: 转化意愿 | 合作方式 | 转化方式 | 许可意愿 | 意愿 | 拟转化方式 | 意向转化方式 | 可接受方式 | willing
  | ways | licensing preference
serial: 序号 | 编号 | no. | no | # | row no | id | 行号
: 链接到incopat | 代理人 | 审查员 | 光盘号 | pct公开 | 国际申请 | 国际公布 | 进入国家日期 | 分案原申请号
  | 参考文献 | 申请年 | 授权年
  | 公开年 | 申请人数量 | 发明人数量 | 学院 | 院系 | 备注 | 联系人 | 联系电话 | url | result link | notes | remarks
"""
"""Headings that mean the same wherever they stand."""

OF_SOURCE: dict[str, str] = {
    "incopat": """
grant_date: 授权公告日
citations: 引证专利
effect: 技术功效句 | 技术功效短语
: 合享价值度 | 技术稳定性 | 技术先进性 | 保护范围 | ec | uc | fi | f-term | 洛迦诺分类号 | 国民经济分类
  | 新兴产业分类
  | 申请人(其他) | 申请人类型 | 申请人国别代码 | 中国申请人地市 | 中国申请人区县 | 文献页数 | 首权字数
  | 专利寿命(月)
  | 转让次数 | 许可次数 | 质押次数 | 诉讼次数 | 被引证专利 | 家族引证 | 家族被引证 | 扩展同族 | docdb同族
""",
    "patsnap": """
applicants: 原始申请(专利权)人
owners: 当前申请(专利权)人
family: 简单同族
: 简单同族编号 | 专利价值 | 技术价值 | 市场价值 | 转让人 | 受让人 | 权利转移生效日 | 许可类型 | 许可次数
  | 许可生效日
  | 战略新兴产业分类 | 应用领域分类 | 技术主题分类 | 技术领域 | 被引用专利 | 5年内被引用数量 | 引用专利数量
  | 简单同族被引用专利总数 | 优先权国家/地区 | ipc主分类号(部)释义 | [标]技术问题短语
""",
    "cnipa_export": """
application_number: 申请号 | 专利号
grant_date: 颁证日
claim: 主权项
""",
    "lens": """
publication_number: publication number | display key
kind: type | document type
inventors: inventors
owners: owners | owners (us)
: # | lens id | full text | url | sequence count | us classifications | pubmed id(s) | doi(s) | non-patent citations
  | extended family size | date published | cites patent count | npl citation count | has full text
  | earliest priority date | abstract available | extended family members
family_size: simple family size
""",
    "patentscope": """
publication_number: publication number | application id
application_number: application number
application_date: application date
: fp image | image | priorities data | national phase entries | query
""",
    "wipo_landscape": """
priority: priority document
: row no | priority country | earliest priority date | earliest priority year | wo in family
  | grant or application type families | granted patent | family size
""",
    "google_patents": """
publication_number: id
owners: assignee
inventors: inventor/author
: priority date | result link | representative figure link
""",
    "espacenet": """
earlier_publication_date: earliest publication
priority: earliest priority
: family number | no
""",
    "st96": """
application_number: st96:ApplicationNumber
application_date: st96:ApplicationDate
publication_number: st96:PublicationNumber
publication_date: st96:PublicationDate
kind_code: st96:PublicationKind
earlier_publication_number: st96:EarlierPublicationNumber
earlier_publication_date: st96:EarlierPublicationDate
title_zh: st96:TitleZh
title_en: st96:TitleEn
title: st96:Title
abstract: st96:Abstract
claim: st96:FirstClaim
claims_count: st96:ClaimsCount
applicants: st96:Applicants
owners: st96:Assignees
inventors: st96:Inventors
agency: st96:Agency
address: st96:Address
ipc: st96:Ipc
cpc: st96:Cpc
citations: st96:Citations
priority: st96:Priority
: st96:File
""",
}
"""Headings that mean something else, or are only known, in one source."""

TELLTALES: dict[str, str] = {
    "incopat": "链接到incopat | 文献种类代码 | 标题(翻译) | 摘要(翻译) | 标题(小语种原文) | 摘要(小语种原文)"
    " | 合享价值度"
    " | 标准化申请人 | 标准化当前权利人 | 首项权利要求 | 专利有效性 | 申请人(翻译) | 申请人(其他)"
    " | 申请人国别代码 | 公开国别"
    " | 技术功效句 | 技术功效短语 | 中国申请人地市 | 首权翻译 | 技术稳定性 | 预估到期日 | ipc主分类-小组"
    " | inpadoc同族个数",
    "patsnap": "简单法律状态 | 法律状态/事件 | 标题(译)(简体中文) | 摘要(译)(简体中文) | 简单同族"
    " | 当前申请(专利权)人"
    " | 原始申请(专利权)人 | 受理局 | 简单同族编号 | 战略新兴产业分类 | 技术主题分类 | ipc主分类号(部)释义"
    " | apno | ttl | abst"
    " | simple_legal_status | ancs | apd | pbd | mipc",
    "cnipa_export": "颁证日 | 主权项 | 分案原申请号 | 进入国家日期 | 国际公布 | 国际申请 | 光盘号 | pct公开"
    " | 参考文献"
    " | 申请(专利权)人 | 发明(设计)人",
    "lens": "jurisdiction | lens id | display key | ipcr classifications | us classifications | simple family size"
    " | extended family size | pubmed id(s) | cpc classifications | sequence count",
    "patentscope": "priority data | fp image | application id | priorities data | national phase entries",
    "wipo_landscape": "ipc classes | priority document | earliest priority year | wo in family"
    " | grant or application type families | granted patent | row no",
    "google_patents": "inventor/author | filing/creation date | result link | representative figure link",
    "espacenet": "earliest priority | earliest publication | family number",
}
"""Headings that give a source away, as they stand in files those sources wrote."""

SHAPES: tuple[tuple[str, str], ...] = (
    (r"^(?:专利)?(?:申请|专利)\(?(?:专利|申请)?\)?号码?$", "application_number"),
    (r"^授权.{0,4}号码?$", "grant_number"),
    (r"^公[开告布].{0,8}号码?$", "publication_number"),
    (r"^授权.{0,4}(?:日|日期|时间)$", "grant_date"),
    (r"^公[开告布].{0,8}(?:日|日期|时间)$", "publication_date"),
    (r"^(?:专利)?申请.{0,3}(?:日|日期|时间)$", "application_date"),
    (r"^(?:专利|发明|成果|技术|项目).{0,4}(?:名称|题目|标题)$", "title"),
    (r"^(?:专利|当前|案件|最新)?(?:法律|案件|权利|专利)?状态$", "legal_state"),
    (r"^(?:专利|申请)?(?:类型|类别|种类)$", "kind"),
    (r"^(?:第[一1])?(?:专利)?申请(?:\(.{1,6}\))?人(?:名称|姓名)?$", "applicants"),
    (r"^(?:专利|现|当前)?权利?人(?:名称)?$", "owners"),
    (r"^(?:发明|设计|完成).{0,5}人(?:姓名|名单)?$", "inventors"),
    (r"^.{0,4}摘要.{0,3}$", "abstract"),
    (r"^(?:主|独立|首项?)?权(?:利要求|项).{0,4}$", "claim"),
    (r"^(?:ipc|国际)?主分类.{0,4}$", "ipc_main"),
    (r"^(?:ipc|国际|专利).{0,4}分类.{0,4}$", "ipc"),
    (r"^(?:专利)?代理.{0,2}(?:机构|公司|所)$", "agency"),
    (r"^.{0,6}(?:成熟度|trl).{0,6}$", "trl"),
    (r"^application(?:number|no\.?|num)$", "application_number"),
    (r"^(?:publication|patent|document)s?(?:number|no\.?|num)s?$", "publication_number"),
    (r"^(?:application|filing|filed)date$", "application_date"),
    (r"^(?:publication|published)date$", "publication_date"),
    (r"^(?:grant|issue)d?date$", "grant_date"),
    (r"^(?:current)?(?:assignee|owner)(?:s|\(s\))?(?:name)?s?$", "owners"),
    (r"^applicant(?:s|\(s\))?(?:name)?s?$", "applicants"),
    (r"^inventor(?:s|\(s\))?(?:name)?s?$", "inventors"),
)
"""Shapes of headings in sheets of one's own making, tried when no list knows the heading."""


@cache
def listed(source: str = "") -> dict[str, str]:
    """Folded heading → field: the common list, or one source's own."""
    text = COMMON if not source else OF_SOURCE.get(source, "")
    known: dict[str, str] = {}
    field = ""
    for line in text.strip().splitlines():
        names = line
        if not line.startswith("  "):
            field, _, names = line.partition(": ")
            field = field.rstrip(":").strip()
        for name in names.split(" | "):
            known.setdefault(fold_heading(name.strip(" |")), field)
    known.pop("", None)
    return known


@cache
def telltales(source: str) -> frozenset[str]:
    """Folded headings that give a source away."""
    return frozenset(fold_heading(name) for name in TELLTALES.get(source, "").split(" | ") if name)


def shaped(folded: str) -> str:
    """The field a heading's shape points to, or ""."""
    for pattern, field in SHAPES:
        if re.match(pattern, folded):
            return field
    return ""
