"""Accounts, organisations, roles and keys."""

from __future__ import annotations

import pytest
from workbench import PASSWORD, member

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import ApiKey, AuditEvent
from zhiqiao.services import people


def codes(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    """The codes of a refusal."""
    return {problem.code for problem in refusal.value.problems}


def test_a_user_is_made_once_and_the_trail_says_so(db):
    made = people.create_user("lin", PASSWORD, display_name="林叙", by=None)
    assert made.check_password(PASSWORD) and not made.is_staff
    with pytest.raises(Refused) as refusal:
        people.create_user("LIN", PASSWORD, by=None)
    assert codes(refusal) == {"username_is_free"}
    assert AuditEvent.objects.filter(verb="user_created", subject=f"user:{made.pk}").count() == 1


def test_a_weak_password_is_refused_with_each_reason(db):
    with pytest.raises(Refused) as refusal:
        people.create_user("lin", "1234567", by=None)
    assert {"password_too_short", "password_entirely_numeric"} <= codes(refusal)


def test_only_who_manages_people_may(officer, university, province, stranger):
    with pytest.raises(Refused) as refusal:
        people.create_user("x", PASSWORD, by=officer)
    assert codes(refusal) == {"role_permits_verb"}
    admin = member("admin-w", university, Role.ADMIN)
    people.create_organisation(OrganisationKind.COLLEGE, "材料学院", parent=university, by=admin)
    with pytest.raises(Refused) as refusal:
        people.create_organisation(OrganisationKind.INSTITUTION, "别的大学", parent=province, by=admin)
    assert codes(refusal) == {"organisation_is_own"}
    with pytest.raises(Refused) as refusal:
        people.create_user("boss", PASSWORD, is_staff=True, by=admin)
    assert codes(refusal) == {"only_staff_makes_staff"}
    with pytest.raises(Refused) as refusal:
        people.set_password(stranger, PASSWORD + "x", by=admin)
    assert codes(refusal) == {"person_is_managed"}


def test_the_tree_is_a_path_of_ids(university, province):
    assert university.path == f"/{province.pk}/{university.pk}/"
    with pytest.raises(Refused) as refusal:
        people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", parent=province, by=None)
    assert codes(refusal) == {"organisation_name_is_free"}
    assert people.find_organisation("wangchuan university") == university


def test_roles_and_the_first_organisation(officer, university, other_university):
    people.add_member(officer, other_university, Role.INVENTOR, by=None)
    people.add_member(officer, other_university, Role.INVENTOR, by=None)
    assert people.roles_of(officer) == {Role.OFFICER, Role.INVENTOR}
    assert people.organisation_of(officer) == university
    assert people.problems_for(officer, Verb.IMPORT_SHEET) == []
    assert [one.code for one in people.problems_for(officer, Verb.MANAGE_PEOPLE)] == ["role_permits_verb"]


def test_a_key_is_shown_once_and_kept_as_a_hash(officer, stranger):
    key, secret = people.make_api_key(officer, "nightly export", by=officer)
    assert secret not in str(ApiKey.objects.filter(pk=key.pk).values()) and len(key.digest) == 64
    assert people.user_of_key(secret) == officer
    assert people.user_of_key(secret + "x") is None and people.user_of_key("") is None
    with pytest.raises(Refused):
        people.revoke_api_key(key, by=stranger)
    people.revoke_api_key(key, by=officer)
    assert people.user_of_key(secret) is None
    _other, secret = people.make_api_key(officer, "other", by=officer)
    officer.is_active = False
    officer.save()
    assert people.user_of_key(secret) is None
    assert AuditEvent.objects.filter(verb="api_key_made").count() == 2
    assert secret not in str(list(AuditEvent.objects.values("data")))
