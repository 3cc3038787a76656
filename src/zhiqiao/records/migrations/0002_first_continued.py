# The second half of the first tables: one file would be too long to read.

import django.db.models.deletion
import zhiqiao.domain.codes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Patent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_key', models.CharField(max_length=80, unique=True)),
                ('office', models.CharField(max_length=2)),
                ('application_number', models.CharField(blank=True, db_index=True, max_length=40)),
                ('kind', models.CharField(choices=[(zhiqiao.domain.codes.PatentKind['INVENTION'], zhiqiao.domain.codes.PatentKind['INVENTION']), (zhiqiao.domain.codes.PatentKind['UTILITY'], zhiqiao.domain.codes.PatentKind['UTILITY']), (zhiqiao.domain.codes.PatentKind['DESIGN'], zhiqiao.domain.codes.PatentKind['DESIGN']), (zhiqiao.domain.codes.PatentKind['UNKNOWN'], zhiqiao.domain.codes.PatentKind['UNKNOWN'])], default=zhiqiao.domain.codes.PatentKind['UNKNOWN'], max_length=12)),
                ('title_zh', models.TextField(blank=True)),
                ('title_en', models.TextField(blank=True)),
                ('abstract_zh', models.TextField(blank=True)),
                ('abstract_en', models.TextField(blank=True)),
                ('claim_zh', models.TextField(blank=True)),
                ('claim_en', models.TextField(blank=True)),
                ('effect_zh', models.TextField(blank=True)),
                ('effect_en', models.TextField(blank=True)),
                ('scenario_zh', models.TextField(blank=True)),
                ('scenario_en', models.TextField(blank=True)),
                ('application_date', models.DateField(blank=True, db_index=True, null=True)),
                ('publication_date', models.DateField(blank=True, null=True)),
                ('grant_date', models.DateField(blank=True, null=True)),
                ('legal_state', models.CharField(choices=[(zhiqiao.domain.codes.LegalState['PENDING'], zhiqiao.domain.codes.LegalState['PENDING']), (zhiqiao.domain.codes.LegalState['GRANTED'], zhiqiao.domain.codes.LegalState['GRANTED']), (zhiqiao.domain.codes.LegalState['LAPSED'], zhiqiao.domain.codes.LegalState['LAPSED']), (zhiqiao.domain.codes.LegalState['EXPIRED'], zhiqiao.domain.codes.LegalState['EXPIRED']), (zhiqiao.domain.codes.LegalState['INVALIDATED'], zhiqiao.domain.codes.LegalState['INVALIDATED']), (zhiqiao.domain.codes.LegalState['WITHDRAWN'], zhiqiao.domain.codes.LegalState['WITHDRAWN']), (zhiqiao.domain.codes.LegalState['ABANDONED'], zhiqiao.domain.codes.LegalState['ABANDONED']), (zhiqiao.domain.codes.LegalState['UNKNOWN'], zhiqiao.domain.codes.LegalState['UNKNOWN'])], db_index=True, default=zhiqiao.domain.codes.LegalState['UNKNOWN'], max_length=12)),
                ('legal_state_written', models.CharField(blank=True, max_length=200)),
                ('legal_state_date', models.DateField(blank=True, null=True)),
                ('annuity_paid_to_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('claims_count', models.PositiveIntegerField(blank=True, null=True)),
                ('cited_by_count', models.PositiveIntegerField(blank=True, null=True)),
                ('family_known', models.BooleanField(default=False)),
                ('citations_known', models.BooleanField(default=False)),
                ('industry', models.CharField(choices=[(zhiqiao.domain.codes.Industry['MATERIALS'], zhiqiao.domain.codes.Industry['MATERIALS']), (zhiqiao.domain.codes.Industry['ENERGY'], zhiqiao.domain.codes.Industry['ENERGY']), (zhiqiao.domain.codes.Industry['BIOMED'], zhiqiao.domain.codes.Industry['BIOMED']), (zhiqiao.domain.codes.Industry['EQUIPMENT'], zhiqiao.domain.codes.Industry['EQUIPMENT']), (zhiqiao.domain.codes.Industry['ELECTRONICS'], zhiqiao.domain.codes.Industry['ELECTRONICS']), (zhiqiao.domain.codes.Industry['SOFTWARE'], zhiqiao.domain.codes.Industry['SOFTWARE']), (zhiqiao.domain.codes.Industry['ENVIRONMENT'], zhiqiao.domain.codes.Industry['ENVIRONMENT']), (zhiqiao.domain.codes.Industry['AGRIFOOD'], zhiqiao.domain.codes.Industry['AGRIFOOD']), (zhiqiao.domain.codes.Industry['OTHER'], zhiqiao.domain.codes.Industry['OTHER'])], db_index=True, default=zhiqiao.domain.codes.Industry['OTHER'], max_length=20)),
                ('region', models.CharField(blank=True, db_index=True, max_length=60)),
                ('trl', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('funding', models.CharField(blank=True, max_length=200)),
                ('willing', models.JSONField(blank=True, default=list)),
                ('is_public', models.BooleanField(default=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('content_digest', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='patents', to='records.organisation')),
            ],
            options={
                'verbose_name': 'patent',
                'verbose_name_plural': 'patents',
                'ordering': ['-application_date', 'record_key'],
            },
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=120)),
                ('candidates', models.PositiveIntegerField(default=0)),
                ('shown', models.PositiveIntegerField(default=0)),
                ('milliseconds', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='match_runs', to='records.need')),
                ('patent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='match_runs', to='records.patent')),
            ],
            options={
                'verbose_name': 'match run',
                'verbose_name_plural': 'match runs',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.PositiveSmallIntegerField(default=0)),
                ('number', models.PositiveIntegerField()),
                ('raw', models.JSONField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('accepted', 'accepted'), ('unchanged', 'unchanged'), ('rejected', 'rejected'), ('mended', 'mended')], default='waiting', max_length=10)),
                ('problems', models.JSONField(blank=True, default=list)),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_lines', to='records.enterprise')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='records.importrun')),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_lines', to='records.need')),
                ('patent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_lines', to='records.patent')),
            ],
            options={
                'verbose_name': 'import line',
                'verbose_name_plural': 'import lines',
                'ordering': ['run', 'table', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rubric', models.CharField(max_length=40)),
                ('score', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ('level', models.PositiveSmallIntegerField(null=True)),
                ('coverage', models.DecimalField(decimal_places=2, max_digits=5)),
                ('marks', models.JSONField(default=list)),
                ('would_change', models.JSONField(default=list)),
                ('missing', models.JSONField(default=list)),
                ('facts_digest', models.CharField(max_length=64)),
                ('cause', models.CharField(max_length=40)),
                ('is_current', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grades', to='records.patent')),
            ],
            options={
                'verbose_name': 'grade',
                'verbose_name_plural': 'grades',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='FamilyMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=2)),
                ('number', models.CharField(max_length=40)),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='family', to='records.patent')),
            ],
            options={
                'verbose_name': 'family member',
                'verbose_name_plural': 'family members',
            },
        ),
        migrations.CreateModel(
            name='PatentCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('cited', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cited_by', to='records.patent')),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='records.patent')),
            ],
            options={
                'verbose_name': 'citation',
                'verbose_name_plural': 'citations',
            },
        ),
        migrations.CreateModel(
            name='PatentClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(default='ipc', max_length=10)),
                ('code', models.CharField(db_index=True, max_length=20)),
                ('subclass', models.CharField(blank=True, db_index=True, max_length=4)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classes', to='records.patent')),
            ],
            options={
                'verbose_name': 'patent class',
                'verbose_name_plural': 'patent classes',
                'ordering': ['scheme', 'position'],
            },
        ),
        migrations.CreateModel(
            name='PatentDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=2)),
                ('number', models.CharField(db_index=True, max_length=40)),
                ('kind_code', models.CharField(blank=True, max_length=4)),
                ('key', models.CharField(blank=True, db_index=True, max_length=60)),
                ('date', models.DateField(blank=True, null=True)),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='records.patent')),
            ],
            options={
                'verbose_name': 'patent document',
                'verbose_name_plural': 'patent documents',
                'ordering': ['date', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PatentParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[(zhiqiao.domain.codes.PartyRole['APPLICANT'], zhiqiao.domain.codes.PartyRole['APPLICANT']), (zhiqiao.domain.codes.PartyRole['OWNER'], zhiqiao.domain.codes.PartyRole['OWNER']), (zhiqiao.domain.codes.PartyRole['INVENTOR'], zhiqiao.domain.codes.PartyRole['INVENTOR']), (zhiqiao.domain.codes.PartyRole['AGENCY'], zhiqiao.domain.codes.PartyRole['AGENCY'])], max_length=12)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('name_written', models.CharField(max_length=300)),
                ('name_en', models.CharField(blank=True, max_length=300)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='records.party')),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='records.patent')),
            ],
            options={
                'verbose_name': 'patent party',
                'verbose_name_plural': 'patent parties',
                'ordering': ['role', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('score', models.FloatField()),
                ('confidence', models.FloatField()),
                ('explanation', models.JSONField(default=dict)),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='records.enterprise')),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='records.need')),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='records.patent')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='records.matchrun')),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
                'ordering': ['run', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='TextVector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('embedder', models.CharField(max_length=80)),
                ('text_digest', models.CharField(max_length=40)),
                ('vector', models.BinaryField()),
            ],
            options={
                'verbose_name': 'text vector',
                'verbose_name_plural': 'text vectors',
                'constraints': [models.UniqueConstraint(fields=('embedder', 'text_digest'), name='text_vector_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('parent', 'name_zh'), name='organisation_name_in_parent'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'organisation', 'role'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='columnmap',
            constraint=models.UniqueConstraint(fields=('organisation', 'signature'), name='column_map_once'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['subject'], name='records_aud_subject_0457eb_idx'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['affiliation', 'folded'], name='records_par_affilia_80dfec_idx'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.UniqueConstraint(condition=models.Q(('name_zh', ''), _negated=True), fields=('name_zh', 'region'), name='enterprise_name_in_region'),
        ),
        migrations.AddConstraint(
            model_name='partydoubt',
            constraint=models.UniqueConstraint(fields=('party', 'other'), name='party_doubt_once'),
        ),
        migrations.AddConstraint(
            model_name='partyname',
            constraint=models.UniqueConstraint(fields=('party', 'name'), name='party_name_once'),
        ),
        migrations.AddIndex(
            model_name='importline',
            index=models.Index(fields=['run', 'state'], name='records_imp_run_id_45da11_idx'),
        ),
        migrations.AddConstraint(
            model_name='importline',
            constraint=models.UniqueConstraint(fields=('run', 'table', 'number'), name='import_line_once'),
        ),
        migrations.AddIndex(
            model_name='grade',
            index=models.Index(fields=['is_current', 'level'], name='records_gra_is_curr_55a520_idx'),
        ),
        migrations.AddConstraint(
            model_name='grade',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('patent',), name='one_current_grade'),
        ),
        migrations.AddConstraint(
            model_name='familymember',
            constraint=models.UniqueConstraint(fields=('patent', 'number'), name='family_member_once'),
        ),
        migrations.AddConstraint(
            model_name='patentcitation',
            constraint=models.UniqueConstraint(fields=('patent', 'number'), name='citation_once'),
        ),
        migrations.AddConstraint(
            model_name='patentclass',
            constraint=models.UniqueConstraint(fields=('patent', 'scheme', 'code'), name='patent_class_once'),
        ),
        migrations.AddConstraint(
            model_name='patentdocument',
            constraint=models.UniqueConstraint(fields=('number',), name='document_number_once'),
        ),
        migrations.AddConstraint(
            model_name='patentparty',
            constraint=models.UniqueConstraint(fields=('patent', 'role', 'position'), name='patent_party_position'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('run', 'rank'), name='suggestion_rank_once'),
        ),
    ]
