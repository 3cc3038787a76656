"""Invitations, delegated administration, leaving and stand-ins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from filing import School
from workbench import PASSWORD

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import ApiKey, AuditEvent, Case, Invitation, Membership, User
from zhiqiao.services import people, procedures

pytestmark = pytest.mark.django_db


def codes(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refusal.value.problems}


@pytest.fixture
def tree() -> dict[str, Any]:
    """A province with a school and a college, an administrator in each, and a school elsewhere."""
    province = people.create_organisation(OrganisationKind.PROVINCE, "试验省", by=None)
    school = people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", parent=province, by=None)
    college = people.create_organisation(OrganisationKind.COLLEGE, "材料学院", parent=school, by=None)
    other = people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None)
    made: dict[str, Any] = {"province": province, "school": school, "college": college, "other": other}
    for name in ("school", "college", "other"):
        user = people.create_user(f"admin-{name}", PASSWORD, by=None)
        people.add_member(user, made[name], Role.ADMIN, by=None)
        made[f"admin-{name}"] = user
    return made


def test_an_administrator_manages_what_stands_below_and_nothing_else(tree: dict[str, Any]) -> None:
    assert set(people.managed_by(tree["admin-school"])) == {tree["school"], tree["college"]}
    people.invite(tree["college"], Role.OFFICER, name="王某某", by=tree["admin-school"])
    for place in ("school", "other", "province"):
        with pytest.raises(Refused) as refusal:
            people.invite(tree[place], Role.OFFICER, name="王某某", by=tree["admin-college"])
        assert codes(refusal) == {"organisation_is_own"}


def test_a_role_counts_only_where_it_is_held(tree: dict[str, Any]) -> None:
    """Administrator of a college, inventor at another school: there one manages nothing."""
    people.add_member(tree["admin-college"], tree["other"], Role.INVENTOR, by=None)
    with pytest.raises(Refused) as refusal:
        people.add_member(tree["admin-college"], tree["other"], Role.ADMIN, by=tree["admin-college"])
    assert codes(refusal) == {"organisation_is_own"}
    people.set_password(tree["admin-other"], PASSWORD + "x", by=None)
    with pytest.raises(Refused) as refusal:
        people.set_password(tree["admin-other"], PASSWORD, by=tree["admin-college"])
    assert codes(refusal) == {"person_is_managed"}


def test_an_invitation_is_taken_up_once(tree: dict[str, Any]) -> None:
    row, is_new = people.invite(tree["college"], Role.INVENTOR, name="陈某某", by=tree["admin-college"])
    assert is_new and people.invite(tree["college"], "inventor", name="陈某某", by=None) == (row, False)
    token = people.token_of(row)
    with pytest.raises(Refused) as refusal:
        people.accept_invitation(token, "admin-school", "12345678901")
    assert codes(refusal) == {"username_is_free", "password_entirely_numeric", "password_too_common"}
    user = people.accept_invitation(token, "chen", PASSWORD)
    assert user.check_password(PASSWORD) and user.display_name == "陈某某"
    assert Membership.objects.get(user=user).organisation == tree["college"]
    with pytest.raises(Refused) as refusal:
        people.accept_invitation_as(token, tree["admin-other"])
    assert codes(refusal) == {"invitation_is_open"}
    assert AuditEvent.objects.filter(verb="invitation_accepted", by=user).count() == 1


@pytest.mark.parametrize("how", ["revoked", "expired", "renewed", "forged"])
def test_a_link_that_ended_opens_nothing(tree: dict[str, Any], how: str) -> None:
    row, _new = people.invite(tree["college"], Role.INVENTOR, email="chen@example.edu.cn", by=None)
    token = people.token_of(row)
    if how == "revoked":
        people.revoke_invitation(row, by=tree["admin-school"])
    elif how == "expired":
        Invitation.objects.filter(pk=row.pk).update(expires_on=row.expires_on - timedelta(days=60))
    elif how == "renewed":
        assert people.invitation_of(people.token_of(people.renew_invitation(row, by=tree["admin-school"])))
    else:
        token = token[:-2] + ("aa" if token[-2:] != "aa" else "bb")
    with pytest.raises(Refused) as refusal:
        people.invitation_of(token)
    assert codes(refusal) == {"invitation_is_open"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "king", "name": "陈某某"}, "role_is_known"),
        ({"role": "inventor"}, "invited_is_named"),
        ({"role": "inventor", "email": "chen"}, "email_is_readable"),
        ({"role": "inventor", "name": "陈某某", "days": 0}, "days_are_possible"),
    ],
)
def test_a_bad_invitation_says_what_is_wrong(tree: dict[str, Any], given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        people.invite(tree["college"], **given, by=None)
    assert codes(refusal) == {code}


@pytest.fixture
def school(db: None) -> School:
    """A school that files."""
    return School.founded(people.create_organisation(OrganisationKind.INSTITUTION, "云汀理工大学", by=None))


def test_who_leaves_is_stood_in_for(school: School) -> None:
    patents = [school.mine(1), school.mine(2)]
    people.make_api_key(school.inventor, "x", by=None)
    closed, moved = procedures.leave(school.inventor, school.college, school.secretary, by=None)
    assert (closed, moved) == (True, len(patents))
    assert set(Case.objects.values_list("filer", flat=True)) == {school.secretary.pk}
    assert not User.objects.get(pk=school.inventor.pk).is_active
    assert not ApiKey.objects.filter(user=school.inventor, revoked_at=None).exists()


def test_a_stand_in_is_found_by_the_inventors_name(school: School, tree: dict[str, Any]) -> None:
    patent = school.patent(3)
    row, _moved = procedures.stand_in(school.college, "李　望", school.secretary, by=school.secretary)
    procedures.assign_by_name("inventory", [patent.pk], by=school.secretary)
    assert Case.objects.get(patent=patent).filer == school.secretary
    for who, by, code in (
        (tree["admin-other"], school.secretary, "filer_is_here"),
        (school.secretary, tree["admin-other"], "desk_assigns"),
    ):
        with pytest.raises(Refused) as refusal:
            procedures.stand_in(school.college, "李望", who, by=by)
        assert codes(refusal) == {code}
    procedures.end_stand_in(row, by=school.office)
    assert not procedures.stand_ins_of(school.office).exists()


def code_of(user: User, later: int = 0) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, later):06d}"


def test_a_second_factor_is_set_up_used_once_and_ended(tree: dict[str, Any]) -> None:
    user = tree["admin-college"]
    people.begin_second_factor(user)
    assert not people.has_second_factor(user)
    with pytest.raises(Refused) as refusal:
        people.confirm_second_factor(user, "000000" if code_of(user) != "000000" else "000001")
    assert codes(refusal) == {"code_is_right"}
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    code = code_of(user)
    recovery = people.confirm_second_factor(user, f"{code[:3]} {code[3:]}")
    assert people.has_second_factor(user) and len(set(recovery)) == 10
    assert not people.passes(user, code), "a code counts once"
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert people.passes(user, recovery[0]) and not people.passes(user, recovery[0])
    with pytest.raises(Refused) as refusal:
        people.remove_second_factor(user, by=tree["admin-other"])
    assert codes(refusal) == {"person_is_managed"}
    people.remove_second_factor(user, by=tree["admin-school"])
    assert not people.has_second_factor(user)


def test_an_outside_identity_belongs_to_one_account(tree: dict[str, Any]) -> None:
    issuer = "https://id.example.edu.cn"
    identity = people.tie(tree["admin-school"], issuer, "7")
    assert people.account_of(issuer, "7") == tree["admin-school"] and people.account_of(issuer, "8") is None
    with pytest.raises(Refused) as refusal:
        people.tie(tree["admin-other"], issuer, "7")
    assert codes(refusal) == {"identity_is_free"}
    people.untie(identity, by=tree["admin-school"])
    row, _new = people.invite(tree["college"], Role.INVENTOR, name="陈某某", by=None)
    user = people.come_in(people.token_of(row), issuer, "9", "Admin-School")
    assert user.username == "Admin-School-2" and not user.has_usable_password()
    with pytest.raises(Refused) as refusal:
        people.untie(user.outside_identities.get(), by=user)
    assert codes(refusal) == {"way_in_is_left"}
