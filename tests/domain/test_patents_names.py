"""Names of organisations: one form for all writings, kinds, and doubts instead of guesses."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhiqiao.domain.codes import PartyKind
from zhiqiao.domain.patents.names import NameVerdict, compare, fold_name, kind_of

ONE_FORM = [
    ["杭州某某新材料有限公司", "杭州某某新材料有限责任公司", " 杭州 某某新材料有限公司", "杭州某某新材料有限公司;"],
    ["某某（上海）有限公司", "某某(上海)有限公司", "某某上海有限公司", "某某〔上海〕有限公司"],
    ["国家电网公司", "國家電網公司"],
    ["望川大学", "望川大學", "望川 大学", "望川大学　"],
    ["Acme Co., Ltd.", "ACME CO LTD", "Acme Company Limited", "The Acme Co. Ltd"],
    ["Societe Generale S.A.", "Société Générale SA"],
    ["Smith & Sons Inc.", "SMITH AND SONS, INC"],
]


@pytest.mark.parametrize("writings", ONE_FORM, ids=lambda writings: writings[0])
def test_all_writings_of_a_name_have_one_form(writings):
    assert len({fold_name(writing) for writing in writings}) == 1
    for one, two in combinations(writings, 2):
        assert compare(one, two).verdict is NameVerdict.SAME_FORM


@given(st.text(max_size=60))
@example("A´㍘")
def test_folding_is_stable(name):
    assert fold_name(fold_name(name)) == fold_name(name)


@pytest.mark.parametrize(
    ("name", "other", "reason"),
    [
        ("望川大学", "望川大学（杭州）", "place_in_brackets"),
        ("杭州某某有限公司", "杭州某某股份有限公司", "other_tail"),
        ("杭州某某新材料有限公司", "杭州某某新材料科技有限公司", "other_tail"),
        ("Google Inc.", "Google LLC", "other_tail"),
        ("Wangchuan University", "Wangchuan Univ.", "abbreviation"),
        ("IBM", "International Business Machines Corp.", "abbreviation"),
        ("UNIV ZHEJIANG", "Zhejiang University", "word_order"),
        ("Minolta Camera Co. Ltd.", "Minolta Camara Co. Ltd.", "near_spelling"),
        ("张三", "张 三", "personal_name"),
    ],
)
def test_likeness_is_a_doubt(name, other, reason):
    for one, two in ((name, other), (other, name)):
        found = compare(one, two)
        assert (found.verdict, found.reason) == (NameVerdict.DOUBTFUL, reason)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("中国石油大学(北京)", "中国石油大学(华东)"),
        ("浙江大学", "浙江大学城市学院"),
        ("华东理工大学", "华中理工大学"),
        ("望川大学", "Wangchuan University"),
        ("Unit 12 Ltd", "Unit 13 Ltd"),
        ("", "望川大学"),
    ],
)
def test_what_is_not_alike_is_different(name, other):
    assert compare(name, other).verdict is NameVerdict.DIFFERENT


def test_one_name_at_two_places_is_never_the_same():
    same = "新华科技有限公司"
    assert compare(same, same, region="浙江省杭州市", other_region="广东省").reason == "same_name_other_region"
    assert compare(same, same, region="浙江省杭州市", other_region="浙江").verdict is NameVerdict.SAME_FORM
    assert compare(same, same, region="浙江省杭州市").verdict is NameVerdict.SAME_FORM


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("望川大学", PartyKind.UNIVERSITY),
        ("太原科技大学华科学院", PartyKind.UNIVERSITY),
        ("中国科学院大学", PartyKind.UNIVERSITY),
        ("中国科学院化学研究所", PartyKind.INSTITUTE),
        ("浙江大学医学院附属第一医院", PartyKind.HOSPITAL),
        ("国网浙江省电力有限公司", PartyKind.ENTERPRISE),
        ("某某咨询(有限合伙)", PartyKind.ENTERPRISE),
        ("株式会社日立制作所", PartyKind.ENTERPRISE),
        ("杭州市人民政府", PartyKind.GOVERNMENT),
        ("顾国生", PartyKind.PERSON),
        ("欧阳明", PartyKind.PERSON),
        ("HURLEY, Fergus Gerard", PartyKind.PERSON),
        ("STEVEN J SOLDIN", PartyKind.PERSON),
        ("DSM IP ASSETS B.V.", PartyKind.ENTERPRISE),
        ("Universite de Nice", PartyKind.UNIVERSITY),
        ("Commissariat a l'Energie Atomique", PartyKind.OTHER),
    ],
)
def test_kinds(name, kind):
    assert kind_of(name) is kind


@pytest.mark.shared_data
def test_real_clusters_of_applicant_names(shared_data: Path):
    """Measured on 2,269 names in 105 clusters: one form never joins two clusters wrongly, doubts find many more."""
    clusters: dict[str, list[str]] = defaultdict(list)
    with (shared_data / "applicant_names" / "air-umass_name_clusters.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            clusters[row["unique_id"]].append(row["organization"])
    forms: dict[str, set[str]] = defaultdict(set)
    for cluster, names in clusters.items():
        for name in names:
            forms[fold_name(name)].add(cluster)
    joined = {form: found for form, found in forms.items() if len(found) > 1}
    pairs = wrong = 0
    for form, found in forms.items():
        members = [sum(fold_name(name) == form for name in clusters[cluster]) for cluster in found]
        total = sum(members)
        pairs += total * (total - 1) // 2
        wrong += total * (total - 1) // 2 - sum(count * (count - 1) // 2 for count in members)
    within = Counter()
    for names in clusters.values():
        for one, two in combinations(names[:25], 2):
            within[compare(one, two).verdict] += 1
    all_within = within.total()
    recall_same = within[NameVerdict.SAME_FORM] / all_within
    recall_doubt = (within[NameVerdict.SAME_FORM] + within[NameVerdict.DOUBTFUL]) / all_within
    print(f"one form: precision {1 - wrong / pairs:.4f} over {pairs} pairs, recall {recall_same:.3f};"
          f" with doubts recall {recall_doubt:.3f}; forms in two clusters: {len(joined)}")  # fmt: skip
    assert 1 - wrong / pairs > 0.995
    assert recall_same > 0.05
    assert recall_doubt > 0.3


@pytest.mark.shared_data
def test_real_universities(shared_data: Path):
    with (shared_data / "classification" / "universities_cn.csv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file) if len(row["name"]) > 3]
    kinds = Counter(kind_of(name) for name in names)
    print(f"{kinds[PartyKind.UNIVERSITY]} of {len(names)} names are known as universities")
    assert kinds[PartyKind.UNIVERSITY] / len(names) > 0.998
    assert len({fold_name(name) for name in names}) == len(set(names))
