"""Words of the gazette (公报用语): headings of sheets of legal events, names of events, labels inside their text.

Written as people see them. Fields of the gazette's entries after a loader of it [C]; English labels as INPADOC carries
them for China [C]. Not responsible for reading a line (`gazette`).
"""

from __future__ import annotations

from functools import cache

from zhiqiao.domain.patents.legal_events import LicenceKind, Matter
from zhiqiao.domain.patents.reading.detection import fold_heading

COLUMNS: tuple[tuple[str, str, str, str, str], ...] = (
    ("application_number", "申请号*", "Application number*", "202310123456.6", "202310123456.6"),
    ("publication_number", "授权公告号", "Grant number", "CN116000001B", "CN116000001B"),
    ("event_code", "法律事件*", "Legal event*", "EE01", "EE01"),
    ("event_date", "公告日*", "Announced on*", "2024-05-14", "2024-05-14"),
    ("effective_date", "登记生效日（备案日、终止日、解除日）", "In effect from", "2024-04-30", "2024-04-30"),
    ("event_number", "合同备案号（登记号）", "Recordal number", "X2024330000001", "X2024330000001"),
    ("givers", "让与人（出质人）", "Licensor or pledgor", "望川大学", "望川大学"),
    ("takers", "受让人（质权人）", "Licensee or pledgee", "杭州某某新材料有限公司", "杭州某某新材料有限公司"),
    ("licence_kind", "许可种类", "Kind of licence", "独占许可", "exclusive"),
    ("owners_before", "变更前权利人", "Owner before", "望川大学", "望川大学"),
    ("owners_after", "变更后权利人", "Owner after", "杭州某某新材料有限公司", "杭州某某新材料有限公司"),
    ("matter", "变更事项", "What is changed", "许可种类", "kind of licence"),
    ("before", "变更前", "Before", "独占许可", "exclusive"),
    ("after", "变更后", "After", "普通许可", "ordinary"),
    ("note", "决定号或备注", "Decision or note", "", ""),
    ("details", "公告全文", "Full text", "", ""),
)  # fmt: skip
"""(field, Chinese heading, English heading, Chinese example, English example) of the template, as with patents."""
FIELDS: tuple[str, ...] = tuple(field for field, *_headings in COLUMNS)

HEADINGS = """
application_number: 申请号 | 专利号 | 申请(专利)号 | 专利申请号 | 申请号/专利号 | application no | patent number
  | appno | inpadoc:applicationnumber
publication_number: 公开(公告)号 | 公告号 | 公开号 | 授权公告号 | publication number | inpadoc:publicationnumber
event_code: 事件代码 | 法律事件代码 | 法律状态代码 | 事务数据代码 | 法律事件 | 事件 | 事件名称 | 事件类型 | 公告事项
  | 事务类型 | 法律状态 | 法律状态类型 | 法律状态信息 | code | event code | event | legal status | inpadoc:code
event_date: 公告日 | 公告日期 | 法律状态公告日 | 法律状态日期 | 事件日期 | 事件日 | 公布日 | date | gazette date
  | event date | inpadoc:gazettedate
effective_date: 登记生效日 | 备案日 | 备案日期 | 解除日 | 解除日期 | 注销日 | 生效日 | 生效日期 | 终止日 | 终止日期
  | 变更日 | 登记日 | 保全登记生效日 | 决定日 | effective date | inpadoc:effectivedate
event_number: 合同备案号 | 备案号 | 登记号 | 质押登记号 | 许可备案号 | contract record no | registration number
givers: 让与人 | 许可人 | 出质人 | 质押人 | licensor | pledgor | assignor
takers: 受让人 | 被许可人 | 质权人 | licensee | pledgee | assignee
licence_kind: 许可种类 | 许可方式 | 许可类型 | license type | licence type | licence kind
owners_before: 变更前权利人 | 变更前专利权人 | 变更前申请人 | 原专利权人 | 原权利人 | 转让人 | patentee before
  | owners before | former owner
owners_after: 变更后权利人 | 变更后专利权人 | 变更后申请人 | 现专利权人 | 新专利权人 | patentee after | owners after
  | new owner | inpadoc:owner
matter: 变更事项 | 变更项目 | matter
before: 变更前 | 变更前内容
after: 变更后 | 变更后内容
note: 决定号 | 无效宣告决定号 | 审查结论 | 结论 | 备注 | 说明 | note | remarks
details: 公告全文 | 法律状态详情 | 详细信息 | 详情 | 事务数据 | 内容 | details | free format text | inpadoc:details
"""
"""Field → headings under which it is found."""

EVENT_WORDS: tuple[tuple[str, str], ...] = (
    (r"开放许可.{0,6}(?:撤回|终止|注销)|intention to license withdrawn", "OL02"),
    (r"开放许可|intention to license", "OL01"),
    (r"(?:许可|备案).{0,12}(?:注销|解除)|cancellation of recordation", "EC01"),
    (r"(?:许可|备案).{0,12}变更|change of recordation", "EM01"),
    (r"许可.{0,12}(?:备案|生效|登记)|force of recordation", "EE01"),
    (r"质押.{0,12}(?:注销|解除)|cancellation of the registration", "PC01"),
    (r"质押.{0,12}变更|change of the registration", "PM01"),
    (r"质押.{0,12}(?:生效|登记)|force of the registration", "PE01"),
    (r"保全.{0,6}解除|解除.{0,6}保全|discharge of preservation", "PD01"),
    (r"保全|preservation", "PP01"),
    (r"部分无效|partial invalidation", "IP01"),
    (r"全部无效|宣告无效|full invalidation", "IW01"),
    (r"申请权.{0,6}转移|transfer of patent application", "TA01"),
    (r"专利权.{0,6}转移|权利.{0,4}转移|转让|transfer of patent right|^transfer$", "TR01"),
    (r"名称.{0,4}(?:、|和|及|与).{0,4}地址|name.{0,12}address", "CP03"),
    (r"权人.{0,14}名称.{0,6}变更|change in the name", "CP01"),
    (r"权人.{0,14}地址.{0,6}变更|change in the address", "CP02"),
    (r"(?:发明人|设计人).{0,6}变更|著录.{0,6}变更", "CB03"),
    (r"未缴|欠费|年费.{0,6}终止|non-?payment", "CF01"),
    (r"届满|期满|expiry|expired", "CX01"),
    (r"视为放弃|deemed abandoned", "AD01"),
    (r"避免重复授权", "AR01"),
    (r"放弃|actively abandoned|^abandonment", "AV01"),
    (r"权利.{0,4}恢复|恢复权利|reinstatement|restoration", "RR01"),
    (r"驳回|rejection", "RJ01"),
    (r"视为撤回|视撤|deemed withdrawn", "WD01"),
    (r"撤回|withdrawn", "WW01"),
    (r"实质审查|实审|substantive examination", "SE01"),
    (r"公告送达|public notice", "DD01"),
    (r"授予|授权|^grant|patent grant", "GR01"),
    (r"^专利权.{0,2}终止$|termination of patent right$", "CE01"),
    (r"^公开$|^公布$|公布$|^publication$", "PB01"),
)  # fmt: skip
"""Names of events → their codes; rules are tried in order, the narrower ones first."""

LICENCE_WORDS: tuple[tuple[str, LicenceKind], ...] = (
    (r"分许可|sub-?licen", LicenceKind.SUBLICENCE),
    (r"独占|exclusive", LicenceKind.EXCLUSIVE),
    (r"排他|独家|sole", LicenceKind.SOLE),
    (r"交叉|cross", LicenceKind.CROSS),
    (r"普通|ordinary|common|non-?exclusive", LicenceKind.ORDINARY),
)
NOT_EXCLUSIVE = r"非独占|non-?exclusive"

MATTER_WORDS: tuple[tuple[str, Matter], ...] = (
    (r"许可种类|许可方式|许可类型|kind of licen|licen[cs]e type", Matter.KIND),
    (r"让与人|^许可人|出质人|licensor|pledgor|assignor", Matter.GIVER),
    (r"受让人|被许可人|质权人|licensee|pledgee|assignee", Matter.TAKER),
)

LABELS = """
event_number: 合同备案号 | 备案号 | 登记号 | Contract record no\\.? | Registration number
givers: 让与人 | 许可人 | 出质人 | Assignor | Licensor | Pledgor
takers: 受让人 | 被许可人 | 质权人 | Assignee | Licensee | Pledgee
licence_kind: 许可种类 | License type | Licence type
effective_date: 登记生效日 | 备案日期? | 解除日期? | 终止日期 | 生效日期? | 决定日 | Effective date of registration
  | Record date | Termination date | Date of cancellation | Decision date of declaring invalidation
owners_before: 变更前权利人 | 变更前专利权人 | 变更前共同专利权人 | Patentee before | Co-patentee before
  | Former owner
owners_after: 变更后权利人 | 变更后专利权人 | 变更后共同专利权人 | Patentee after | Co-patentee after | New owner
matter: 变更事项 | Change item
before: 变更前 | Before
after: 变更后 | After
note: 决定号 | 审查结论 | Decision number of declaring invalidation
none: IPC\\(主分类\\) | 主分类号 | 专利号 | 申请号 | 申请日 | 申请公布日 | 授权公告日 | 公告日 | 发明名称
  | 使用外观设计的产品名称 | 地址 | 变更前地址 | 变更后地址 | 共同权利人 | Denomination of invention
  | Granted publication date | Application publication date | Address before | Address after | Address | Open date
  | Main classification | Patent number | Decision
"""
"""Labels inside the full text of an entry, by field, as patterns; those under "none" only end what is before them."""


def template_headings(language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column, for "zh" or "en"."""
    if language.startswith("zh"):
        return [(field, zh, example) for field, zh, _, example, _ in COLUMNS]
    return [(field, en, example) for field, _, en, _, example in COLUMNS]


@cache
def known_headings() -> dict[str, str]:
    """Folded heading → field, in both languages."""
    known = {fold_heading(word): field for field, words in listed(HEADINGS).items() for word in words}
    return known | {fold_heading(written): field for field, zh, en, _, _ in COLUMNS for written in (zh, en, field)}


@cache
def listed(text: str) -> dict[str, list[str]]:
    """Such a list as field → its words; a line that begins with a bar goes on with the one before."""
    found = {}
    for entry in text.strip().replace("\n  |", " |").splitlines():
        name, _, words = entry.partition(":")
        found[name] = [word.strip() for word in words.split(" | ")]
    return found
