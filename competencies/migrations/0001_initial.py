import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Continuum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('published', models.PositiveIntegerField(default=0)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='continua', to='people.district')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district',), name='continuum_one_per_district')],
            },
        ),
        migrations.CreateModel(
            name='Competency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.continuum')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='competency_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='CaseDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.CharField(max_length=255)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='competencies.continuum')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='case_document_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='ContinuumVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10)),
                ('stamp', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='competencies.continuum')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'continuum', 'number'), name='continuum_version_number_unique'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('district', 'continuum'), name='continuum_version_one_draft'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='continuum_version_published_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('academic', 'Academic'), ('lifelong', 'Lifelong learning')], default='academic', max_length=10)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.continuum')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='domain_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='Expectations',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveBigIntegerField(default=1)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('district', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='expectations', to='people.district')),
            ],
        ),
        migrations.CreateModel(
            name='GraduateOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.continuum')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='graduate_outcome_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='GraduateOutcomeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(max_length=300)),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired', models.BooleanField(default=False)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('description', models.TextField(blank=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.graduateoutcome')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'outcome', 'since'), name='graduate_outcome_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'outcome'), name='graduate_outcome_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='graduate_outcome_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='LevelDescriptor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('value', models.DecimalField(decimal_places=3, max_digits=8)),
                ('statement', models.TextField()),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='descriptors', to='competencies.competency')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'competency', 'value', 'since'), name='level_descriptor_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'competency', 'value'), name='level_descriptor_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='level_descriptor_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='MasteryPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('is_default', models.BooleanField(default=False)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='people.district')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('district',), name='mastery_policy_one_default_per_district')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeCompetency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='competencies.competency')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='competencies.graduateoutcome')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'outcome', 'competency', 'since'), name='outcome_competency_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'outcome', 'competency'), name='outcome_competency_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='outcome_competency_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10)),
                ('value', models.JSONField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='competencies.masterypolicy')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'policy', 'number'), name='policy_version_number_unique'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('district', 'policy'), name='policy_version_one_draft'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='policy_version_published_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='Scale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scales', to='people.district')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='scale_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='PerformanceLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('value', models.DecimalField(decimal_places=3, max_digits=8)),
                ('name', models.CharField(max_length=60)),
                ('meaning', models.CharField(blank=True, max_length=300)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='competencies.scale')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'scale', 'value', 'since'), name='performance_level_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'scale', 'value'), name='performance_level_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='performance_level_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='DomainText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(max_length=300)),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired', models.BooleanField(default=False)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('description', models.TextField(blank=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('domain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.domain')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.scale')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'domain', 'since'), name='domain_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'domain'), name='domain_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='domain_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='ScaleText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=100)),
                ('proficient', models.DecimalField(decimal_places=3, max_digits=8)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.scale')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'scale', 'since'), name='scale_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'scale'), name='scale_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='scale_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='SectionDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('domain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.domain')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='domains', to='people.section')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'section', 'domain'), name='section_domain_once')],
            },
        ),
        migrations.CreateModel(
            name='Standard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.CharField(max_length=255)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standards', to='competencies.continuum')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='standards', to='competencies.casedocument')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='standard_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='Prerequisite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(choices=[('prerequisite', 'Prerequisite'), ('related', 'Related')], default='prerequisite', max_length=12)),
                ('position', models.PositiveIntegerField(default=0)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.continuum')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opens', to='competencies.standard')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='builds_on', to='competencies.standard')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'source', 'target', 'since'), name='prerequisite_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'source', 'target'), name='prerequisite_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='prerequisite_holds_forward', violation_error_message='A text cannot end before the version it begins in.'), models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='prerequisite_not_itself', violation_error_message='A standard cannot build on itself.')],
            },
        ),
        migrations.CreateModel(
            name='Association',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('guid', models.CharField(max_length=255)),
                ('association_type', models.CharField(max_length=100)),
                ('origin_guid', models.CharField(max_length=1000)),
                ('destination_guid', models.CharField(max_length=1000)),
                ('sequence', models.BigIntegerField(blank=True, null=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('last_change', models.DateTimeField(blank=True, null=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='associations', to='competencies.casedocument')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links_in', to='competencies.standard')),
                ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links_out', to='competencies.standard')),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'association_type', 'destination'], name='association_children')],
                'constraints': [models.UniqueConstraint(fields=('district', 'document', 'guid', 'since'), name='association_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'document', 'guid'), name='association_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='association_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='Alignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('required', models.BooleanField(default=True)),
                ('weight', models.DecimalField(decimal_places=3, default=1, max_digits=8)),
                ('position', models.PositiveIntegerField(default=0)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alignments', to='competencies.competency')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alignments', to='competencies.standard')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'competency', 'standard', 'since'), name='alignment_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'competency', 'standard'), name='alignment_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='alignment_holds_forward', violation_error_message='A text cannot end before the version it begins in.'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='alignment_weight_positive', violation_error_message='A weight must be greater than zero.')],
            },
        ),
        migrations.CreateModel(
            name='StandardText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('code', models.CharField(blank=True, max_length=255)),
                ('statement', models.TextField()),
                ('item_type', models.CharField(blank=True, max_length=255)),
                ('grades', models.JSONField(blank=True, default=list)),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired', models.BooleanField(default=False)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('last_change', models.DateTimeField(blank=True, null=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.standard')),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'code'], name='standard_text_by_code')],
                'constraints': [models.UniqueConstraint(fields=('district', 'standard', 'since'), name='standard_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'standard'), name='standard_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='standard_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='Strand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.continuum')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('domain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strands', to='competencies.domain')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='strand_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.continuum')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='competencies.strand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'guid'), name='stage_guid_unique')],
            },
        ),
        migrations.CreateModel(
            name='StageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(max_length=300)),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired', models.BooleanField(default=False)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('typical_grade', models.CharField(blank=True, max_length=4)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.stage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'stage', 'since'), name='stage_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'stage'), name='stage_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='stage_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='CompetencyText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(max_length=300)),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired', models.BooleanField(default=False)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('statement', models.TextField()),
                ('required', models.BooleanField(default=True)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.competency')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.stage')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.strand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'competency', 'since'), name='competency_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'competency'), name='competency_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='competency_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='StrandText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(max_length=300)),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired', models.BooleanField(default=False)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.strand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'strand', 'since'), name='strand_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'strand'), name='strand_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='strand_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
        migrations.CreateModel(
            name='CaseDocumentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(blank=True, null=True)),
                ('edited_at', models.DateTimeField(auto_now=True)),
                ('title', models.TextField()),
                ('case_version', models.CharField(blank=True, max_length=10)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('rest', models.JSONField(blank=True, default=dict)),
                ('order', models.JSONField(blank=True, default=dict)),
                ('last_change', models.DateTimeField(blank=True, null=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='competencies.casedocument')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'document', 'since'), name='case_document_text_once_per_version'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('district', 'document'), name='case_document_text_one_open'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='case_document_text_holds_forward', violation_error_message='A text cannot end before the version it begins in.')],
            },
        ),
    ]
