"""The register on the patent card: each part with its cause, any day asked for, what does not fit said."""

from __future__ import annotations

import re
from datetime import date

from django.test import Client
from web_place import Place

from zhiqiao.domain.patents.legal_events import LegalEvent, LicenceKind
from zhiqiao.services import legal
from zhiqiao.services.legal import Told

TRANSFER = LegalEvent("TR01", date(2024, 5, 14), before=("望川大学",), after=("杭州某某材料有限公司",))
LICENCE = LegalEvent("EE01", date(2022, 4, 1), number="X1", licence_kind=LicenceKind.EXCLUSIVE, takers=("甲公司",))
PLEDGE = LegalEvent("PE01", date(2023, 2, 7), number="Y1", givers=("望川大学",), takers=("某某银行",))


def told(place: Place, *events: LegalEvent) -> str:
    patent = place.patents["paint"]
    legal.record([Told(patent.pk, event, "gazette.xlsx") for event in events], by=place.officer)
    return f"/patents/{patent.record_key}/"


def panel(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    found = re.search(r'<section class="zq-panel" id="register".*?</section>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


def test_each_part_is_shown_with_its_cause(place: Place, zh: Client, en: Client) -> None:
    address = told(place, TRANSFER, LICENCE, PLEDGE)
    chinese, english = panel(zh, address), panel(en, address)
    assert "杭州某某材料有限公司" in chinese and "TR01 专利权的转移" in chinese and "自 2024-05-14 起" in chinese
    assert "独占许可" in chinese and "PE01 专利权质押合同登记的生效" in chinese
    assert "exclusive · 甲公司" in english and "TR01 Patent right transferred" in english
    assert re.findall(r'data-event="(\w+)"', english) == ["TR01", "PE01", "EE01"]
    assert "Licensed to one alone" in en.get(address).content.decode()


def test_any_day_may_be_asked_for_without_scripts(place: Place, en: Client) -> None:
    address = told(place, TRANSFER, LICENCE)
    past = panel(en, address, as_of="2024-05-13")
    owners = re.search(r"<dt>Owners</dt><dd>(.*?)</dd>", past, re.DOTALL)
    assert owners is not None and "望川大学" in owners[1] and "杭州" not in owners[1]
    assert "As of 2024-05-13, not today." in past and 'value="2024-05-13"' in past and "later" in past
    assert "“soon” is no date" in panel(en, address, as_of="soon")


def test_what_does_not_fit_is_said_and_nothing_known_is_said_too(place: Place, en: Client, zh: Client) -> None:
    address = told(place, LegalEvent("EC01", date(2024, 1, 1), number="X9"), LegalEvent("ZZ01", date(2024, 1, 2)))
    shown = panel(en, address)
    assert "under which nothing stands" in shown and "code not known" in shown
    assert "编号 X9" in panel(zh, address)
    bare = panel(en, f"/patents/{place.patents['bare'].record_key}/")
    assert "No event is known" in bare and "not known" in bare
