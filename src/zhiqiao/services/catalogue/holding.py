"""Holding (归属): under which organisation a patent stands, and whether an importer may change what is known of it."""

from __future__ import annotations

from zhiqiao.domain.codes import OrganisationKind
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.domain.patents.reading import PatentDraft
from zhiqiao.records.models import Organisation, Patent, User
from zhiqiao.records.models.people import organisations_of

HOLDERS = [OrganisationKind.INSTITUTION, OrganisationKind.ENTERPRISE]


class Holding:
    """The rights of one importer, read once for a whole run.

    The holder of a patent is the institution or firm of our tree whose name an applicant bears, among those below
    the organisation the run is for; else that organisation itself. A run for no organisation looks in the whole tree.
    """

    def __init__(self, by: User | None, organisation: Organisation | None) -> None:
        self._own: set[int] | None = None
        if by is not None and not by.is_staff:
            self._own = set(organisations_of(by).values_list("pk", flat=True))
        self._default = organisation.pk if organisation else None
        known = Organisation.objects.filter(kind__in=HOLDERS)
        if organisation is not None:
            known = known.filter(path__startswith=organisation.path)
        self._named: dict[str, int] = {}
        for pk, name_zh, name_en in known.order_by("-pk").values_list("pk", "name_zh", "name_en"):
            for name in (name_zh, name_en):
                if name:
                    self._named[fold_name(name)] = pk

    def holder_of(self, draft: PatentDraft) -> int | None:
        """The organisation a new record stands under."""
        if self._named:
            for name in (*draft.applicants, *draft.applicants_en, *draft.owners):
                holder = self._named.get(fold_name(name))
                if holder is not None:
                    return holder
        return self._default

    def may_change(self, row: Patent) -> bool:
        """Whether what is known may be replaced: not when another organisation holds the record."""
        return self._own is None or row.holder_id is None or row.holder_id in self._own
