"""Indicators are kept for all patents, recomputed for what an import touched, compared in cohorts; runs resume."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from workbench import draft, number

from zhiqiao.domain.grading.indicators import CODES, Flag
from zhiqiao.domain.problems import Refused
from zhiqiao.records import jobs
from zhiqiao.records.models import (
    AuditEvent,
    ClassHit,
    ClassPack,
    IndicatorCohort,
    IndicatorRun,
    LegalEvent,
    Patent,
    PatentIndicators,
)
from zhiqiao.services import catalogue, indicators
from zhiqiao.services.indicators import computing

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def patent(running: int, **cells: Any) -> Patent:
    """A granted invention of 2016 under C08L, brought in as any other."""
    return catalogue.upsert(
        draft(
            **{
                "application_number": number(running, year=2016),
                "publication_number": f"CN1{running:08d}A",
                "kind": "发明",
                "title_zh": f"一种灌封胶 {running}",
                "application_date": "2016-04-12",
                "publication_date": "2016-09-01",
                "grant_date": "2018-09-01",
                "legal_state": "授权",
                "ipc": "C08L63/00",
                "claims_count": 8,
                **cells,
            }
        ),
        by=None,
    ).patent


def row(one: Patent) -> PatentIndicators:
    return PatentIndicators.objects.get(patent=one)


def test_values_follow_from_the_records_of_the_stock():
    cited = patent(1, ipc="H01L21/00")
    citing = patent(
        2, ipc="C08L63/00; C09J11/04", citations="CN100000001A; US9999999B2", family="US10000000B2", cited_by_count=0
    )
    indicators.compute([citing.pk], today=TODAY)
    kept = row(citing)
    assert (kept.backward_citations, kept.originality, kept.radicalness) == (2, 0, 1)
    assert (kept.family_size, kept.scope, kept.claims, kept.grant_lag) == (2, 2, 8, 872)
    assert (kept.forward_citations_5, kept.generality, kept.nonpatent_citations) == (0, None, None)
    assert kept.partial == computing.BIT["originality"] | computing.BIT["radicalness"]
    assert (kept.overseas_family, kept.strategic_industry, kept.large_pledge, kept.award_won) == (
        True,
        None,
        None,
        None,
    )
    assert (kept.is_valid_invention, kept.is_high_value) == (True, True)
    other = row(cited)  # touched, because what it is cited by is known now
    assert (other.forward_citations_5, other.generality) == (1, 0.5)
    assert other.partial & computing.BIT["forward_citations_5"], "nobody said how many there are in all"
    assert other.is_high_value is None, "four of five rules are not known"


def test_an_unpublished_patent_is_not_seen_through_the_one_it_cites():
    cited = patent(1)
    hidden = patent(2, citations="CN100000001A")
    Patent.objects.filter(pk=hidden.pk).update(is_public=False)
    indicators.compute([cited.pk], today=TODAY)
    assert row(cited).forward_citations_5 is None


def test_an_import_recomputes_what_it_touched_and_only_that():
    far, cited = patent(1), patent(2)
    jobs.run_waiting()
    PatentIndicators.objects.all().delete()
    citing = patent(3, citations="CN100000002A")
    assert jobs.is_planned("compute_indicators", ids=[citing.pk])
    jobs.run_waiting()
    assert set(PatentIndicators.objects.values_list("patent", flat=True)) == {cited.pk, citing.pk} and far.pk
    assert not IndicatorCohort.objects.filter(is_stale=True, members__isnull=False).exists(), (
        "compared by the job after"
    )


def test_twice_is_as_once_and_a_gone_patent_is_passed_over():
    one = patent(1)
    assert indicators.compute([one.pk, one.pk + 99], today=TODAY) == 1
    before = PatentIndicators.objects.values().get()
    assert indicators.compute([one.pk], today=TODAY) == 1
    assert PatentIndicators.objects.values().get() == before


def test_a_cohort_tells_how_its_members_stand():
    patents = [patent(running, claims_count=running) for running in range(1, 11)]
    indicators.compute_all()
    cohort = IndicatorCohort.objects.get()
    assert (cohort.scheme, cohort.field, cohort.year, cohort.size) == ("ipc_section", "C", 2016, 10)
    shown = indicators.of(patents[4], today=TODAY)
    assert shown is not None
    claims = shown.parts["claims"]
    assert (claims.normalised, claims.percentile, claims.size) == (0.5, 50, 10)
    assert Flag.SMALL_COHORT in claims.flags
    assert shown.parts["composite_4"].indicator.missing


def test_a_run_that_was_cut_off_goes_on_and_loses_nothing(monkeypatch: pytest.MonkeyPatch):
    patents = [patent(running) for running in range(1, 8)]
    monkeypatch.setattr(computing, "CHUNK", 2)
    real, seen = computing.compute_chunk, []

    def full_disk(ids: Any, *rest: Any) -> int:
        done = real(ids, *rest)
        seen.append(list(ids))
        if len(seen) == 3:
            raise OSError("No space left on device")
        return done

    monkeypatch.setattr(computing, "compute_chunk", full_disk)
    with pytest.raises(OSError):
        indicators.compute_all()
    run = IndicatorRun.objects.get()
    assert (run.state, run.done, PatentIndicators.objects.count()) == ("running", 4, 4)
    done = indicators.compute_all()
    assert done.pk == run.pk and (done.state, done.done) == ("done", 7)
    assert sorted(PatentIndicators.objects.values_list("patent", flat=True)) == [one.pk for one in patents]
    assert seen[3] == seen[2], "only the chunk in hand was done again"
    assert not IndicatorCohort.objects.filter(is_stale=True).exists()
    assert AuditEvent.objects.filter(verb="indicators_computed").count() == 1


def test_a_whole_run_fulfils_what_waited_for_it():
    patent(1)
    assert jobs.waiting_for("compute_indicators")
    indicators.compute_all()
    assert not jobs.waiting_for("compute_indicators", "compare_cohorts")


def test_many_are_computed_in_few_queries():
    for running in range(1, 41):
        patent(running, citations=f"CN1{running + 1:08d}A")
    with CaptureQueriesContext(connection) as queries:
        indicators.compute_all()
    assert PatentIndicators.objects.count() == 40 and len(queries) < 45


def test_other_options_are_another_version(settings: Any, tmp_path: Any):
    from zhiqiao.domain.grading.indicator_options import shipped

    one = patent(1, claims_count=8, citations="US9999999B2; US8888888B2")
    place = tmp_path / "options.toml"
    place.write_text(
        shipped().replace('"2026.1"', '"own 1"').replace('claims = "count"', 'claims = "per_backward_citation"')
    )
    settings.INDICATOR_OPTIONS = str(place)
    indicators.compute_all()
    assert (row(one).version, row(one).claims) == ("own 1", 4)
    settings.INDICATOR_OPTIONS = str(tmp_path / "none.toml")
    with pytest.raises(Refused) as refused:
        indicators.compute_all()
    assert refused.value.problems[0].code == "indicator_options_readable"


def test_the_columns_are_the_indicators():
    assert {field.name for field in PatentIndicators._meta.get_fields()} >= {*CODES, *computing.RULE_COLUMNS}
    call_command("check", verbosity=0)


def test_packs_and_legal_events_are_read_and_their_absence_is_not_a_no():
    met, possible, none = (patent(running) for running in (1, 2, 3))
    packs = {name: ClassPack.objects.create(scheme=name, edition="1", digest=name) for name in ("sei", "wipo35")}
    for one, sure in ((met, True), (possible, False)):
        hit = {"patent": one, "scheme": "sei", "code": "3.4.1", "pack": packs["sei"], "ref": 7, "is_sure": sure}
        ClassHit.objects.create(**hit, is_primary=True)
    for code, primary in (("19", False), ("17", True)):
        hit = {"patent": met, "scheme": "wipo35", "code": code, "pack": packs["wipo35"], "ref": 1, "is_sure": True}
        ClassHit.objects.create(**hit, is_primary=primary)
    LegalEvent.objects.create(patent=met, code="PE01", on=TODAY, digest="1")
    LegalEvent.objects.create(patent=possible, code="GR01", on=TODAY, digest="2")
    everyone = [met.pk, possible.pk, none.pk]
    indicators.compute(everyone, today=TODAY)
    assert [row(one).strategic_industry for one in (met, possible, none)] == [None, None, None], "no pack is in use"
    assert [row(one).large_pledge for one in (met, possible, none)] == [None, False, None]
    ClassPack.objects.update(is_active=True)
    indicators.compute(everyone, today=TODAY)
    assert [row(one).strategic_industry for one in (met, possible, none)] == [True, None, False]
    cohort = row(met).cohort
    assert cohort is not None and (cohort.scheme, cohort.field) == ("wipo35", "17")
    assert row(none).cohort is None, "the concordance has no line for it"
