"""The work page: each person's desks, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.services import people

pytestmark = pytest.mark.django_db
PASSWORD = "bridge-over-water-7"


def test_an_officer_finds_the_desks_and_the_menu_leads_there():
    place = people.create_organisation(OrganisationKind.INSTITUTION, "望川大学", by=None)
    officer = people.create_user("work-officer", PASSWORD, by=None)
    people.add_member(officer, place, Role.OFFICER, by=None)
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(officer)
    page = client.get(reverse("work")).content.decode()
    assert reverse("cases", args=["inventory"]) in page and "盘点建档" in page
    assert f'href="{reverse("work")}" data-key="w" aria-current="page"' in page


def test_who_has_no_role_is_told_so():
    someone = people.create_user("work-nobody", PASSWORD, by=None)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(someone)
    page = client.get(reverse("work")).content.decode()
    assert reverse("cases", args=["inventory"]) not in page and "no role in an organisation yet" in page
