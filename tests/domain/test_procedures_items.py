"""Items of a sheet, as every face of a procedure asks for them; and the parts people take in inventory filing."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from zhiqiao.domain.codes import OrganisationKind, Role, Way
from zhiqiao.domain.procedures.inventory import INVENTORY, InventorySheet, Maturity, Willingness
from zhiqiao.domain.procedures.items import Takes, items
from zhiqiao.domain.procedures.machinery import Sheet, Standing

FILER, COLLEGE, SCHOOL = "filer", "college", "school"


def test_every_item_of_the_inventory_is_asked_for_as_its_type_says():
    told = {one.name: one for one in items(InventorySheet)}
    assert list(told) == list(InventorySheet.model_fields)
    assert told["is_funded"].takes is Takes.YES_NO
    assert (told["maturity"].takes, told["maturity"].codes) == (Takes.CHOICE, Maturity)
    assert (told["ways"].takes, told["ways"].codes) == (Takes.CHOICES, Way)
    assert (told["trl"].takes, told["trl"].least, told["trl"].most) == (Takes.NUMBER, 1, 9)
    assert (told["project_name"].takes, told["project_name"].length) == (Takes.LINE, 200)
    assert (told["scenario"].takes, told["scenario"].length) == (Takes.TEXT, 2000)


def test_an_item_nobody_knows_how_to_ask_for_is_refused():
    class Odd(Sheet):
        weight: Annotated[float, Field(ge=0)] | None = None

    with pytest.raises(ValueError, match="weight"):
        items(Odd)


def standing(*roles: tuple[OrganisationKind, Role], holder: OrganisationKind, filer: bool = False) -> Standing:
    return Standing(filer, frozenset(roles), holder)


IN_COLLEGE, IN_SCHOOL = (OrganisationKind.COLLEGE, Role.OFFICER), (OrganisationKind.INSTITUTION, Role.OFFICER)


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (standing(IN_COLLEGE, holder=OrganisationKind.COLLEGE), {COLLEGE}),
        (standing(IN_SCHOOL, holder=OrganisationKind.COLLEGE), {SCHOOL}),
        (standing(IN_SCHOOL, holder=OrganisationKind.INSTITUTION), {SCHOOL, COLLEGE}),
        (standing(IN_SCHOOL, IN_COLLEGE, holder=OrganisationKind.COLLEGE), {SCHOOL, COLLEGE}),
        (standing(holder=OrganisationKind.COLLEGE, filer=True), {FILER}),
        (standing((OrganisationKind.INSTITUTION, Role.INVENTOR), holder=OrganisationKind.INSTITUTION), set()),
        (standing((OrganisationKind.PROVINCE, Role.OFFICIAL), holder=OrganisationKind.COLLEGE), set()),
        (standing((OrganisationKind.PROVINCE, Role.OFFICER), holder=OrganisationKind.INSTITUTION), set()),
    ],
)
def test_parts_follow_from_how_one_stands_to_the_case(given, parts):
    assert INVENTORY.parts(given) == parts


def test_only_what_is_filled_in_becomes_known_of_the_patent():
    assert INVENTORY.recorded(InventorySheet()) == {}
    sheet = InventorySheet(is_funded=False, project_name="不相关", trl=6, willingness=Willingness.NOT_WILLING)
    assert INVENTORY.recorded(sheet) == {"trl": 6, "willing": ()}
    funded = InventorySheet(is_funded=True, project_number="52073001", project_name="质子交换膜")
    assert INVENTORY.recorded(funded)["funding"] == "52073001 质子交换膜"
