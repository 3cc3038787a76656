"""An enterprise is found by the form in which its name is compared: an import looks each of thousands up."""

from django.db import migrations, models

from zhiqiao.domain.patents.names import fold_name

AT_ONCE = 2000


def fold(apps, _schema_editor):
    """The forms of the names there are."""
    enterprises = apps.get_model("records", "Enterprise").objects
    last = 0
    while rows := list(enterprises.filter(pk__gt=last).order_by("pk").only("pk", "name_zh", "name_en")[:AT_ONCE]):
        for row in rows:
            row.folded_zh, row.folded_en = fold_name(row.name_zh)[:300], fold_name(row.name_en)[:300]
        enterprises.bulk_update(rows, ["folded_zh", "folded_en"], batch_size=200)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_lighter_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="enterprise",
            name="folded_zh",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="enterprise",
            name="folded_en",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=models.Index(fields=["folded_zh"], name="enterprise_by_name_zh"),
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=models.Index(fields=["folded_en"], name="enterprise_by_name_en"),
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=models.Index(fields=["uscc"], name="enterprise_by_code"),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
