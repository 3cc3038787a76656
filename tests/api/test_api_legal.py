"""Legal events and the register over the API."""

from __future__ import annotations

from datetime import date

from api_world import PUBLIC, SECRET, World

from zhiqiao.domain.patents.legal_events import LegalEvent
from zhiqiao.records.models import Patent
from zhiqiao.services import legal
from zhiqiao.services.legal import Told


def test_the_register_of_any_day_and_the_events_behind_it(world: World) -> None:
    patent = Patent.objects.get(application_number=PUBLIC)
    transfer = LegalEvent("TR01", date(2024, 5, 14), before=("望川大学",), after=("某某公司",))
    cancel = LegalEvent("EC01", date(2024, 6, 1), number="X9")
    legal.record([Told(patent.pk, one) for one in (transfer, cancel)], by=world.people["officer-a"])
    now = world.client(None).get(f"/patents/{PUBLIC}/register").json()
    assert (now["owners"], now["owners_cause"]["code"], now["state"]) == (["某某公司"], "TR01", "granted")
    assert [one["code"] for one in now["problems"]] == ["recordal_is_known"]
    before = world.client(None).get(f"/patents/{PUBLIC}/register?as_of=2024-05-13").json()
    assert (before["owners"], before["owners_cause"], before["as_of"]) == (["望川大学"], None, "2024-05-13")
    events = world.client(None).get(f"/patents/{PUBLIC}/events").json()["items"]
    assert [one["code"] for one in events] == ["EC01", "TR01"] and events[1]["effect"] == "transfer"
    assert world.client(None).get(f"/patents/{PUBLIC}/register?as_of=soon").status_code == 422


def test_what_is_not_published_is_not_told(world: World) -> None:
    for what in ("register", "events"):
        assert world.client(None).get(f"/patents/{SECRET}/{what}").status_code == 404
        assert world.client("officer-a").get(f"/patents/{SECRET}/{what}").status_code == 200
