"""The tables and their migrations: one linear history that equals the models, and names that are ours."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from house_source import SOURCE

MIGRATIONS = sorted((SOURCE / "records" / "migrations").glob("0*.py"))


@pytest.mark.django_db
def test_no_model_change_without_a_migration():
    out = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out)
    except SystemExit:
        pytest.fail(f"models changed without a migration:\n{out.getvalue()}")


def test_migrations_are_one_line():
    """0001 depends on none of ours, every other one on the one before it."""
    names = [path.stem for path in MIGRATIONS]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for before, path in zip([None, *names], MIGRATIONS, strict=False):
        ours = set(re.findall(r"""\(["']records["'], ["'](\w+)["']\)""", path.read_text(encoding="utf-8")))
        assert ours & set(names) == ({before} if before else set()), path.name


def test_all_tables_stand_in_records():
    """One app owns every table of ours."""
    owners = {model._meta.app_label for model in apps.get_models() if model.__module__.startswith("zhiqiao.")}
    assert owners == {"records"}


def test_every_table_says_what_a_row_is():
    for model in apps.get_app_config("records").get_models():
        said = model.__doc__ or ""
        assert said and not said.startswith(f"{model.__name__}("), f"{model.__name__} has no docstring"


def test_constraints_and_indexes_are_named_for_both_databases():
    """PostgreSQL cuts identifiers at 63 bytes; a cut name would differ between the databases."""
    for model in apps.get_app_config("records").get_models():
        names = [one.name for one in (*model._meta.constraints, *model._meta.indexes)]
        assert all(len(name) <= 63 for name in names), model.__name__
