"""The sample is imported whole, in its places, once; and its labels name patents that are there."""

from __future__ import annotations

import json

import pytest

from zhiqiao.domain.codes import Role
from zhiqiao.records.models import (
    AuditEvent,
    Enterprise,
    ImportLine,
    Membership,
    Need,
    Organisation,
    Party,
    PartyDoubt,
    Patent,
    PatentCitation,
    User,
)
from zhiqiao.services import demands, people, sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]


@pytest.fixture
def loaded(settings, tmp_path, monkeypatch):
    """The sample, loaded without its jobs (indexing and grading have tests of their own)."""
    settings.HOME = tmp_path
    monkeypatch.setattr(sample.jobs, "run_waiting", lambda _progress=None: 0)
    return sample.load()


def everything() -> list[object]:
    """What a second loading must not change."""
    return [
        sorted(Patent.objects.values_list("pk", "content_digest", "updated_at")),
        sorted(Enterprise.objects.values_list("pk", "updated_at")),
        sorted(Need.objects.values_list("pk", "updated_at")),
        [
            model.objects.count()
            for model in (Party, PartyDoubt, Organisation, User, Membership, AuditEvent, ImportLine)
        ],
    ]


def test_everything_is_in_and_marked_and_loading_again_changes_nothing(loaded):
    assert loaded["patents"] >= 240 and loaded["firms"] >= 40 and loaded["needs"] >= 60
    for model in (Patent, Enterprise, Need, Organisation, User):
        assert model.objects.exclude(is_sample=True).count() == 0
    assert ImportLine.objects.exclude(state="accepted").count() == 0
    before = everything()
    again = sample.load()
    assert everything() == before and again == loaded


def test_numbers_are_right_and_of_no_office(loaded):
    numbers = sample.sample_numbers()
    assert len({one.application for one in numbers.values()}) == len(numbers) == loaded["patents"]
    for patent in Patent.objects.all():
        assert patent.application_number[5] == "9", patent
        for document in patent.documents.all():
            assert document.number[3] == "9", document
    assert PatentCitation.objects.exclude(cited=None).count() == PatentCitation.objects.count() > 0


def test_each_stands_in_its_place(loaded):
    schools = Organisation.objects.filter(kind="institution")
    assert schools.count() == 6 and all(school.parent.parent.kind == "nation" for school in schools)
    for school in schools:
        assert school.patents.count() >= 10, school
        assert school.patents.exclude(parties__party__kind="university").count() == 0
    for firm in Enterprise.objects.all():
        assert demands.enterprise_patents(firm).exists(), firm
    assert PartyDoubt.objects.filter(verdict="open").exists(), "the variant spellings wait for a person"
    for need in Need.objects.filter(confidentiality="restricted"):
        assert need.shown_to.exists() or need.owner, need


def test_the_accounts_work_and_their_passwords_are_private(loaded, settings):
    roles = {one["role"] for one in loaded["accounts"]}
    assert {"staff", "officer", "enterprise", "official"} <= roles
    for one in loaded["accounts"]:
        user = User.objects.get(username=one["username"])
        assert user.check_password(one["password"]) and len(one["password"]) >= 10
        assert user.is_staff or {str(role) for role in people.roles_of(user)} == {one["role"]}
    kept = settings.HOME / "demo_accounts.json"
    assert kept.stat().st_mode & 0o077 == 0 and set(json.loads(kept.read_text())) == {
        one["username"] for one in loaded["accounts"]
    }
    enterprise = User.objects.get(username="enterprise")
    assert people.roles_of(enterprise) == {Role.ENTERPRISE}
    assert Need.objects.filter(owner=people.organisation_of(enterprise)).exists()


def test_an_account_of_the_same_name_is_left_alone(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(sample.jobs, "run_waiting", lambda _progress=None: 0)
    monkeypatch.setenv("ZHIQIAO_DEMO_PASSWORD", "given-Password-77")
    own = people.create_user("admin", "my-own-Password-1", by=None)
    loaded = sample.load()
    own.refresh_from_db()
    assert own.check_password("my-own-Password-1") and not own.is_staff
    assert "admin" not in {one["username"] for one in loaded["accounts"]}
    assert {one["password"] for one in loaded["accounts"]} == {"given-Password-77"}


def test_labels_name_patents_and_needs_that_are_there(loaded):
    labels = sample.labels()
    keys = set(Patent.objects.values_list("record_key", flat=True))
    assert {sample.source_key(key) for key in labels} == set(Need.objects.values_list("source_key", flat=True))
    assert all(set(judged) <= keys and set(judged.values()) <= {1, 2, 3} for judged in labels.values())
    assert sum(not judged for judged in labels.values()) >= 8, "one need of each industry has no patent"
