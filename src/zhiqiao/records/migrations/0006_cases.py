"""Cases of procedures, what was done in each, and sheets that fill them in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_enterprises_by_name'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importrun',
            name='what',
            field=models.CharField(choices=[('patents', 'patents'), ('needs', 'needs'), ('enterprises', 'enterprises'), ('inventory', 'inventory')], default='patents', max_length=12),
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('procedure', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=30)),
                ('since', models.DateField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('sheet', models.JSONField(blank=True, default=dict)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('filer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='filed_cases', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='records.organisation')),
                ('patent', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='records.patent')),
            ],
            options={
                'verbose_name': 'case',
                'verbose_name_plural': 'cases',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CaseMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=40)),
                ('part', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('before', models.CharField(max_length=30)),
                ('after', models.CharField(max_length=30)),
                ('reason', models.TextField(blank=True)),
                ('sheet', models.JSONField(blank=True, default=dict)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='records.case')),
            ],
            options={
                'verbose_name': 'move of a case',
                'verbose_name_plural': 'moves of cases',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['procedure', 'holder', 'state'], name='cases_by_holder'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['procedure', 'state', 'last_day'], name='cases_by_day'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('patent', 'procedure'), name='case_once'),
        ),
    ]
