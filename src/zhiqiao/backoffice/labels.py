"""Names of columns and of codes in the back office (后台字段名称)."""

from __future__ import annotations

from typing import cast

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_noop, pgettext_lazy

LABELS: dict[str, Promise] = {
    "abstract_en": pgettext_lazy("column", "Abstract, English"),
    "abstract_zh": pgettext_lazy("column", "Abstract, Chinese"),
    "accepted": pgettext_lazy("column", "Lines accepted"),
    "affiliation": pgettext_lazy("column", "Affiliation"),
    "after": pgettext_lazy("column", "State after"),
    "annuity_paid_to_year": pgettext_lazy("column", "Annuity paid to year"),
    "application_date": pgettext_lazy("column", "Filing date"),
    "application_number": pgettext_lazy("column", "Application number"),
    "at": pgettext_lazy("column", "Time"),
    "before": pgettext_lazy("column", "State before"),
    "began_at": pgettext_lazy("column", "Began"),
    "block": pgettext_lazy("column", "Comparison block"),
    "budget_fen": pgettext_lazy("column", "Budget in fen"),
    "by": pgettext_lazy("column", "By"),
    "candidates": pgettext_lazy("column", "Candidates"),
    "case": pgettext_lazy("column", "Case"),
    "cause": pgettext_lazy("column", "Cause"),
    "citations_known": pgettext_lazy("column", "Citations known"),
    "cited": pgettext_lazy("column", "Cited patent"),
    "cited_by_count": pgettext_lazy("column", "Number of citing documents"),
    "claim_en": pgettext_lazy("column", "First claim, English"),
    "claim_zh": pgettext_lazy("column", "First claim, Chinese"),
    "claims_count": pgettext_lazy("column", "Number of claims"),
    "code": pgettext_lazy("column", "Code"),
    "confidence": pgettext_lazy("column", "Confidence"),
    "confidentiality": pgettext_lazy("column", "Who may see it"),
    "content_digest": pgettext_lazy("column", "Digest of the content"),
    "corrects": pgettext_lazy("column", "Corrects run"),
    "coverage": pgettext_lazy("column", "Facts known, percent"),
    "created_at": pgettext_lazy("column", "Created"),
    "data": pgettext_lazy("column", "Details"),
    "date": pgettext_lazy("column", "Date"),
    "day": pgettext_lazy("column", "Day"),
    "deadline": pgettext_lazy("column", "Deadline"),
    "decided_at": pgettext_lazy("column", "Decided at"),
    "decided_by": pgettext_lazy("column", "Decided by"),
    "digest": pgettext_lazy("column", "Digest"),
    "direction": pgettext_lazy("column", "Direction"),
    "display_name": pgettext_lazy("column", "Display name"),
    "done": pgettext_lazy("column", "Done"),
    "effect_en": pgettext_lazy("column", "Technical effect, English"),
    "effect_zh": pgettext_lazy("column", "Technical effect, Chinese"),
    "effective": pgettext_lazy("column", "In effect from"),
    "embedder": pgettext_lazy("column", "Embedding model"),
    "en": pgettext_lazy("column", "English"),
    "ended_at": pgettext_lazy("column", "Ended"),
    "enterprise": pgettext_lazy("column", "Enterprise"),
    "explanation": pgettext_lazy("column", "Explanation"),
    "facts_digest": pgettext_lazy("column", "Digest of the facts"),
    "failure": pgettext_lazy("column", "Failure"),
    "family_known": pgettext_lazy("column", "Family known"),
    "file_digest": pgettext_lazy("column", "Digest of the file"),
    "file_name": pgettext_lazy("column", "File name"),
    "filer": pgettext_lazy("column", "Filed by"),
    "finished_at": pgettext_lazy("column", "Finished"),
    "folded": pgettext_lazy("column", "Compared form"),
    "folded_en": pgettext_lazy("column", "Compared form, English name"),
    "folded_zh": pgettext_lazy("column", "Compared form, Chinese name"),
    "fulfils": pgettext_lazy("column", "Jobs fulfilled"),
    "funding": pgettext_lazy("column", "Source of funds"),
    "grant_date": pgettext_lazy("column", "Grant date"),
    "holder": pgettext_lazy("column", "Holder"),
    "id": pgettext_lazy("column", "No."),
    "industry": pgettext_lazy("column", "Industry"),
    "is_current": pgettext_lazy("column", "Current"),
    "is_public": pgettext_lazy("column", "Public"),
    "is_sample": pgettext_lazy("column", "Sample data"),
    "key": pgettext_lazy("column", "Key"),
    "kind": pgettext_lazy("column", "Kind"),
    "kind_code": pgettext_lazy("column", "Kind code"),
    "label": pgettext_lazy("column", "Label"),
    "language": pgettext_lazy("column", "Language"),
    "large_type": pgettext_lazy("column", "Large type"),
    "last_day": pgettext_lazy("column", "Last day"),
    "last_used_at": pgettext_lazy("column", "Last used"),
    "legal_state": pgettext_lazy("column", "Legal state"),
    "legal_state_date": pgettext_lazy("column", "Date of legal state"),
    "legal_state_written": pgettext_lazy("column", "Legal state as written"),
    "level": pgettext_lazy("column", "Grade level"),
    "line": pgettext_lazy("column", "Line of the import"),
    "level_before": pgettext_lazy("column", "Level before"),
    "lines_total": pgettext_lazy("column", "Lines"),
    "made": pgettext_lazy("column", "New grades"),
    "made_at": pgettext_lazy("column", "Made"),
    "mapping": pgettext_lazy("column", "Column map"),
    "marks": pgettext_lazy("column", "Marks"),
    "merged_into": pgettext_lazy("column", "Joined to"),
    "milliseconds": pgettext_lazy("column", "Milliseconds"),
    "missing": pgettext_lazy("column", "Missing facts"),
    "name": pgettext_lazy("column", "Name"),
    "name_en": pgettext_lazy("column", "English name"),
    "name_written": pgettext_lazy("column", "Name as written"),
    "name_zh": pgettext_lazy("column", "Chinese name"),
    "need": pgettext_lazy("column", "Need"),
    "number": pgettext_lazy("column", "Number"),
    "office": pgettext_lazy("column", "Patent office"),
    "on": pgettext_lazy("column", "Announced on"),
    "organisation": pgettext_lazy("column", "Organisation"),
    "other": pgettext_lazy("column", "Other party"),
    "owner": pgettext_lazy("column", "Owner"),
    "owners": pgettext_lazy("column", "Owners"),
    "parent": pgettext_lazy("column", "Belongs to"),
    "part": pgettext_lazy("column", "Part taken"),
    "party": pgettext_lazy("column", "Party"),
    "patent": pgettext_lazy("column", "Patent"),
    "path": pgettext_lazy("column", "Place in the tree"),
    "position": pgettext_lazy("column", "Position"),
    "prefix": pgettext_lazy("column", "Key begins with"),
    "problem_en": pgettext_lazy("column", "Problem, English"),
    "problem_zh": pgettext_lazy("column", "Problem, Chinese"),
    "problems": pgettext_lazy("column", "Problems"),
    "procedure": pgettext_lazy("column", "Procedure"),
    "products_en": pgettext_lazy("column", "Products, English"),
    "products_zh": pgettext_lazy("column", "Products, Chinese"),
    "profile_en": pgettext_lazy("column", "Profile, English"),
    "profile_zh": pgettext_lazy("column", "Profile, Chinese"),
    "publication_date": pgettext_lazy("column", "Publication date"),
    "rank": pgettext_lazy("column", "Rank"),
    "raw": pgettext_lazy("column", "Raw line"),
    "reason": pgettext_lazy("column", "Reason"),
    "record_key": pgettext_lazy("column", "Record key"),
    "region": pgettext_lazy("column", "Region"),
    "rejected": pgettext_lazy("column", "Lines rejected"),
    "revision": pgettext_lazy("column", "Revision"),
    "revoked_at": pgettext_lazy("column", "Revoked"),
    "role": pgettext_lazy("column", "Role"),
    "rubric": pgettext_lazy("column", "Rubric"),
    "run": pgettext_lazy("column", "Run"),
    "scenario_en": pgettext_lazy("column", "Use scenario, English"),
    "scenario_zh": pgettext_lazy("column", "Use scenario, Chinese"),
    "scheme": pgettext_lazy("column", "Scheme"),
    "score": pgettext_lazy("column", "Score"),
    "score_before": pgettext_lazy("column", "Score before"),
    "sheet": pgettext_lazy("column", "What is filled in"),
    "shown": pgettext_lazy("column", "Shown"),
    "shown_to": pgettext_lazy("column", "Shown to"),
    "signature": pgettext_lazy("column", "Signature of headings"),
    "since": pgettext_lazy("column", "Since"),
    "size": pgettext_lazy("column", "Size"),
    "source": pgettext_lazy("column", "Origin"),
    "source_key": pgettext_lazy("column", "Key in the source"),
    "stage": pgettext_lazy("column", "Stage asked for"),
    "started_at": pgettext_lazy("column", "Started"),
    "state": pgettext_lazy("column", "State"),
    "stored_as": pgettext_lazy("column", "Stored as"),
    "subclass": pgettext_lazy("column", "Subclass"),
    "subject": pgettext_lazy("column", "Subject"),
    "table": pgettext_lazy("column", "Sheet"),
    "tables": pgettext_lazy("column", "Sheets"),
    "tags": pgettext_lazy("column", "Tags"),
    "taken": pgettext_lazy("column", "Taken on"),
    "text_digest": pgettext_lazy("column", "Digest of the text"),
    "title_en": pgettext_lazy("column", "Title, English"),
    "title_zh": pgettext_lazy("column", "Title, Chinese"),
    "total": pgettext_lazy("column", "In all"),
    "trl": pgettext_lazy("column", "Technology readiness level"),
    "unchanged": pgettext_lazy("column", "Lines unchanged"),
    "updated_at": pgettext_lazy("column", "Changed"),
    "uscc": pgettext_lazy("column", "Unified social credit code"),
    "user": pgettext_lazy("column", "User"),
    "vector": pgettext_lazy("column", "Vector"),
    "verb": pgettext_lazy("column", "Action"),
    "verdict": pgettext_lazy("column", "Verdict"),
    "version": pgettext_lazy("column", "Version"),
    "ways": pgettext_lazy("column", "Ways of cooperation"),
    "what": pgettext_lazy("column", "Content"),
    "willing": pgettext_lazy("column", "Accepted ways of transfer"),
    "would_change": pgettext_lazy("column", "What would change it"),
    "zh": pgettext_lazy("column", "Chinese"),
}
"""Every column of every table."""

STATES: dict[str, Promise] = {
    "accepted": pgettext_lazy("state", "accepted"),
    "different": pgettext_lazy("state", "different"),
    "done": pgettext_lazy("state", "done"),
    "enterprises": pgettext_lazy("state", "enterprises"),
    "failed": pgettext_lazy("state", "failed"),
    "given_up": pgettext_lazy("state", "given up"),
    "mapped": pgettext_lazy("state", "columns settled"),
    "mended": pgettext_lazy("state", "mended"),
    "needs": pgettext_lazy("state", "needs"),
    "new": pgettext_lazy("state", "new"),
    "open": pgettext_lazy("state", "open"),
    "patents": pgettext_lazy("state", "patents"),
    "rejected": pgettext_lazy("state", "rejected"),
    "running": pgettext_lazy("state", "running"),
    "same": pgettext_lazy("state", "same"),
    "unchanged": pgettext_lazy("state", "unchanged"),
    "waiting": pgettext_lazy("state", "waiting"),
}
"""States that are no enum of the domain."""


JOBS: dict[str, Promise] = {
    "args_kwargs": pgettext_lazy("column", "What is asked"),
    "backend_name": pgettext_lazy("column", "Backend"),
    "enqueued_at": pgettext_lazy("column", "Added"),
    "exception_class_path": pgettext_lazy("column", "Kind of fault"),
    "finished_at": pgettext_lazy("column", "Ended"),
    "priority": pgettext_lazy("column", "Priority"),
    "queue_name": pgettext_lazy("column", "Queue"),
    "return_value": pgettext_lazy("column", "Result"),
    "run_after": pgettext_lazy("column", "Not before"),
    "started_at": pgettext_lazy("column", "Begun"),
    "status": pgettext_lazy("column", "State"),
    "task_path": pgettext_lazy("column", "Task"),
    "traceback": pgettext_lazy("column", "Where it failed"),
    "worker_ids": pgettext_lazy("column", "Workers"),
}
"""Columns of the table of jobs, which is another package's."""

JOB_STATES: dict[str, Promise] = {
    "FAILED": pgettext_lazy("state", "failed"),
    "READY": pgettext_lazy("state", "waiting"),
    "RUNNING": pgettext_lazy("state", "running"),
    "SUCCESSFUL": pgettext_lazy("state", "done"),
}
"""States of a job."""

DJANGO = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
)
"""Sentences of Django's own pages that its Chinese catalogue lacks; ours has them, and is asked first."""


def name_jobs() -> None:
    """Give the table of jobs its names; migrations do not see it."""
    app = apps.get_app_config("django_tasks_database")
    app.verbose_name = cast(str, pgettext_lazy("room", "Background jobs"))
    model = app.get_model("DBTaskResult")
    model._meta.verbose_name = pgettext_lazy("table", "job")
    model._meta.verbose_name_plural = pgettext_lazy("table", "jobs")
    for field in model._meta.local_fields:
        if field.name in JOBS:
            field.verbose_name = cast(str, JOBS[field.name])


def name_columns() -> None:
    """Give every column its name; migrations do not see it, since the models themselves state none."""
    for model in apps.get_app_config("records").get_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            unnamed = field.auto_created or getattr(field, "_verbose_name", None) is None
            if unnamed and field.name in LABELS:
                field.verbose_name = cast(str, LABELS[field.name])
