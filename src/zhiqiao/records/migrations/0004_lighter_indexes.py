"""Indexes that another one begins with go, and those of columns nearly always empty hold only what is there: an import
writes a third fewer entries."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_for_large_stocks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='familymember',
            name='patent',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='family', to='records.patent'),
        ),
        migrations.AlterField(
            model_name='importline',
            name='enterprise',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_lines', to='records.enterprise'),
        ),
        migrations.AlterField(
            model_name='importline',
            name='need',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_lines', to='records.need'),
        ),
        migrations.AlterField(
            model_name='importline',
            name='run',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='records.importrun'),
        ),
        migrations.AlterField(
            model_name='party',
            name='affiliation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='records.party'),
        ),
        migrations.AlterField(
            model_name='party',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='records.party'),
        ),
        migrations.AlterField(
            model_name='party',
            name='organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parties', to='records.organisation'),
        ),
        migrations.AlterField(
            model_name='patentcitation',
            name='patent',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='records.patent'),
        ),
        migrations.AlterField(
            model_name='patentclass',
            name='patent',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='classes', to='records.patent'),
        ),
        migrations.AlterField(
            model_name='patentdocument',
            name='number',
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name='patentparty',
            name='patent',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='records.patent'),
        ),
        migrations.AddIndex(
            model_name='importline',
            index=models.Index(condition=models.Q(('need__isnull', False)), fields=['need'], name='lines_of_needs'),
        ),
        migrations.AddIndex(
            model_name='importline',
            index=models.Index(condition=models.Q(('enterprise__isnull', False)), fields=['enterprise'], name='lines_of_firms'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation'], name='party_organised'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='party_merged'),
        ),
    ]
