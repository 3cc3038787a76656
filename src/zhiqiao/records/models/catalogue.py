"""The catalogue (专利目录): patents, their documents, parties, classes, families and citations."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.codes import Industry, LegalState, PartyKind, PartyRole, PatentKind
from zhiqiao.records.models.people import Organisation, organisations_of


class Party(models.Model):
    """An organisation or person named on patents (当事人), recognised across the ways its name is written."""

    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in PartyKind], default=PartyKind.OTHER)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    folded = models.CharField(max_length=300, blank=True)
    """The name in the form in which names are compared; for a person, what recognition looks up."""
    region = models.CharField(max_length=60, blank=True)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)
    """统一社会信用代码: where both are known, the same code is the same party and different codes are not."""
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="parties", db_index=False
    )
    affiliation = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="people", db_index=False
    )
    """For a person: the first applicant under which the name stands; one name under two applicants is two persons."""
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    """Set when a person has decided that this is the other party; the row stays, so that it can be undone."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "party")
        verbose_name_plural = pgettext_lazy("table", "parties")
        indexes = [
            models.Index(fields=["affiliation", "folded"]),
            # Millions of parties, few of which have these: only those are indexed.
            models.Index(
                fields=["organisation"], condition=models.Q(organisation__isnull=False), name="party_organised"
            ),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="party_merged"),
        ]

    def __str__(self) -> str:
        return self.name


class PartyName(models.Model):
    """One way an organisation's name is written (名称变体). `folded` is the form in which names are compared."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    block = models.CharField(max_length=4, db_index=True, blank=True)
    """First characters of the folded name: only names of one block are compared for doubt."""
    decided_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        verbose_name = pgettext_lazy("table", "party name")
        verbose_name_plural = pgettext_lazy("table", "party names")
        constraints = [models.UniqueConstraint(fields=["party", "name"], name="party_name_once")]

    def __str__(self) -> str:
        return self.name


class PartyDoubt(models.Model):
    """Two parties that may be one (疑似同一主体): waits for a person; never merged by the machine."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="doubts")
    other = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="doubted_by")
    reason = models.CharField(max_length=60)
    """A code, such as `same_name_other_region`."""
    verdict = models.CharField(
        max_length=10, default="open", choices=[("open", "open"), ("same", "same"), ("different", "different")]
    )
    decided_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "party doubt")
        verbose_name_plural = pgettext_lazy("table", "party doubts")
        constraints = [models.UniqueConstraint(fields=["party", "other"], name="party_doubt_once")]

    def __str__(self) -> str:
        return f"{self.party} ? {self.other}"


class PatentQuerySet(models.QuerySet["Patent"]):
    """Row scope of patents."""

    def visible_to(self, user: Any) -> PatentQuerySet:
        """Published patents for everyone; unpublished ones only for their own organisations and staff."""
        if user is not None and user.is_authenticated and user.is_staff:
            return self
        return self.filter(models.Q(is_public=True) | models.Q(holder__in=organisations_of(user).values("pk")))


class Patent(models.Model):
    """One patent (专利): application, publication and grant are one record.

    `record_key` is what makes it one: "CN:201710117081.7" from the application number, or "US:pub:US20150376176"
    while only a publication number is known.
    """

    record_key = models.CharField(max_length=80, unique=True)
    office = models.CharField(max_length=2)
    application_number = models.CharField(max_length=40, blank=True, db_index=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in PatentKind], default=PatentKind.UNKNOWN)
    title_zh = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    abstract_zh = models.TextField(blank=True)
    abstract_en = models.TextField(blank=True)
    claim_zh = models.TextField(blank=True)
    claim_en = models.TextField(blank=True)
    effect_zh = models.TextField(blank=True)
    effect_en = models.TextField(blank=True)
    scenario_zh = models.TextField(blank=True)
    scenario_en = models.TextField(blank=True)
    application_date = models.DateField(null=True, blank=True, db_index=True)
    publication_date = models.DateField(null=True, blank=True)
    grant_date = models.DateField(null=True, blank=True)
    legal_state = models.CharField(
        max_length=12, choices=[(state, state) for state in LegalState], default=LegalState.UNKNOWN, db_index=True
    )
    legal_state_written = models.CharField(max_length=200, blank=True)
    """The source's own words."""
    legal_state_date = models.DateField(null=True, blank=True)
    annuity_paid_to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    claims_count = models.PositiveIntegerField(null=True, blank=True)
    cited_by_count = models.PositiveIntegerField(null=True, blank=True)
    family_known = models.BooleanField(default=False)
    """True when the source says what the family is, also when it says there is none."""
    citations_known = models.BooleanField(default=False)
    industry = models.CharField(
        max_length=20, choices=[(code, code) for code in Industry], default=Industry.OTHER, db_index=True
    )
    region = models.CharField(max_length=60, blank=True, db_index=True)
    trl = models.PositiveSmallIntegerField(null=True, blank=True)
    funding = models.CharField(max_length=200, blank=True)
    willing = models.JSONField(default=list, blank=True)
    """Ways the holder accepts, `domain.codes.Way`."""
    holder = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="patents")
    is_public = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    content_digest = models.CharField(max_length=64, blank=True)
    """Of all facts: the same line twice changes nothing."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PatentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "patent")
        verbose_name_plural = pgettext_lazy("table", "patents")
        ordering = ["-application_date", "record_key"]
        indexes = [
            # Whether anything is closed at all is asked with every search, and is mostly answered by an empty index.
            models.Index(fields=["holder"], condition=models.Q(is_public=False), name="closed_patents"),
            # Coverage and desks count whole stocks by who holds them, but for rights that have ended.
            models.Index(fields=["holder", "legal_state"], name="patents_by_holder"),
            # When anything last changed is asked before a kept answer is shown again.
            models.Index(fields=["updated_at"], name="patents_by_change"),
            # Patents for which a boundary of time has passed are looked up by their dates, day by day.
            models.Index(fields=["grant_date"], name="patents_by_grant"),
            models.Index(fields=["publication_date"], name="patents_by_publication"),
        ]

    def __str__(self) -> str:
        return f"{self.record_key} {self.title_zh or self.title_en}"


class PatentDocument(models.Model):
    """A published document of a patent (公布文本): number without dots, with its ST.16 kind code."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="documents")
    office = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    """Office, serial and kind: "CN106844774B"."""
    kind_code = models.CharField(max_length=4, blank=True)
    key = models.CharField(max_length=60, blank=True, db_index=True)
    """What documents of one patent under one serial share: "CN:pub:CN106844774"."""
    date = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "patent document")
        verbose_name_plural = pgettext_lazy("table", "patent documents")
        constraints = [models.UniqueConstraint(fields=["number"], name="document_number_once")]
        ordering = ["date", "number"]

    def __str__(self) -> str:
        return self.number


class PatentParty(models.Model):
    """A party's part in a patent, with the name as written (署名)."""

    # Found by the unique constraint, which begins with it; so with classes, family and citations.
    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="parties", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=12, choices=[(role, role) for role in PartyRole])
    position = models.PositiveSmallIntegerField(default=0)
    name_written = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "patent party")
        verbose_name_plural = pgettext_lazy("table", "patent parties")
        ordering = ["role", "position"]
        constraints = [
            models.UniqueConstraint(fields=["patent", "role", "position"], name="patent_party_position"),
        ]

    def __str__(self) -> str:
        return f"{self.name_written} ({self.role})"


class PatentClass(models.Model):
    """A class given to a patent (分类号)."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="classes", db_index=False)
    scheme = models.CharField(max_length=10, default="ipc")
    code = models.CharField(max_length=20, db_index=True)
    subclass = models.CharField(max_length=4, blank=True, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("table", "patent class")
        verbose_name_plural = pgettext_lazy("table", "patent classes")
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["patent", "scheme", "code"], name="patent_class_once"),
        ]

    def __str__(self) -> str:
        return self.code


class FamilyMember(models.Model):
    """A document of the same family elsewhere (同族)."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="family", db_index=False)
    office = models.CharField(max_length=2)
    number = models.CharField(max_length=40)

    class Meta:
        verbose_name = pgettext_lazy("table", "family member")
        verbose_name_plural = pgettext_lazy("table", "family members")
        constraints = [models.UniqueConstraint(fields=["patent", "number"], name="family_member_once")]

    def __str__(self) -> str:
        return self.number


class PatentCitation(models.Model):
    """A document this patent cites (引证)."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="citations", db_index=False)
    number = models.CharField(max_length=40)
    cited = models.ForeignKey(Patent, null=True, blank=True, on_delete=models.SET_NULL, related_name="cited_by")

    class Meta:
        verbose_name = pgettext_lazy("table", "citation")
        verbose_name_plural = pgettext_lazy("table", "citations")
        constraints = [models.UniqueConstraint(fields=["patent", "number"], name="citation_once")]

    def __str__(self) -> str:
        return self.number


class CodeTitle(models.Model):
    """The title of a code in both languages (代码名称), loaded from a code list with its source and edition."""

    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=30)
    zh = models.TextField(blank=True)
    en = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "code title")
        verbose_name_plural = pgettext_lazy("table", "code titles")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="code_title_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"
