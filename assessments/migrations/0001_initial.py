import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('competencies', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Demonstration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demonstrations', to='people.section')),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('rating', 'Rating'), ('correction', 'Correction'), ('void', 'Void')], default='rating', max_length=10)),
                ('level', models.DecimalField(blank=True, decimal_places=3, max_digits=8, null=True)),
                ('mark', models.CharField(blank=True, choices=[('missed', 'Missed'), ('insufficient', 'Insufficient'), ('excused', 'Excused'), ('exempt', 'Exempt')], max_length=12)),
                ('kind', models.CharField(choices=[('diagnostic', 'Diagnostic'), ('formative', 'Formative'), ('summative', 'Summative')], max_length=12)),
                ('source_type', models.CharField(blank=True, choices=[('performance_task', 'Performance task'), ('project', 'Project'), ('observation', 'Observation'), ('test', 'Test'), ('conversation', 'Conversation'), ('portfolio', 'Portfolio'), ('out_of_school', 'Out of school'), ('other', 'Other')], max_length=20)),
                ('context', models.CharField(blank=True, choices=[('classroom', 'Classroom'), ('other_subject', 'Another subject'), ('school_life', 'School life'), ('home', 'Home'), ('community', 'Community'), ('workplace', 'Workplace')], max_length=20)),
                ('transfer', models.BooleanField(default=False)),
                ('depth', models.CharField(blank=True, choices=[('recall', 'Recall'), ('skill', 'Skill'), ('strategic', 'Strategic thinking'), ('extended', 'Extended thinking')], max_length=10)),
                ('support', models.CharField(choices=[('independent', 'Independent'), ('accommodated', 'Accommodated'), ('modified', 'Modified')], default='independent', max_length=12)),
                ('on', models.DateField()),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('assessor_role', models.CharField(choices=[('teacher', 'Teacher'), ('self', 'Self'), ('peer', 'Peer'), ('outside', 'Outside expert'), ('system', 'System')], default='teacher', max_length=10)),
                ('recorded_at', models.DateTimeField()),
                ('batch', models.UUIDField(default=uuid.uuid4)),
                ('key', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('assessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recorded_evidence', to=settings.AUTH_USER_MODEL)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='competencies.competency')),
                ('continuum_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='competencies.continuumversion')),
                ('demonstration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='assessments.demonstration')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('refers_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='assessments.evidence')),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='people.section')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='competencies.standard')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='people.student')),
            ],
            options={
                'indexes': [models.Index(fields=['student', 'competency'], name='evidence_by_student'), models.Index(fields=['district', 'section', '-id'], name='evidence_by_section'), models.Index(fields=['batch'], name='evidence_by_batch')],
                'constraints': [models.UniqueConstraint(fields=('district', 'author', 'key'), name='evidence_key_once_per_author'), models.UniqueConstraint(condition=models.Q(('refers_to__isnull', False)), fields=('district', 'refers_to'), name='evidence_followed_once'), models.CheckConstraint(condition=models.Q(models.Q(('action', 'void'), ('level__isnull', True), ('mark', '')), models.Q(models.Q(('action', 'void'), _negated=True), models.Q(models.Q(('level__isnull', False), ('mark', '')), models.Q(('level__isnull', True), models.Q(('mark', ''), _negated=True)), _connector='OR')), _connector='OR'), name='evidence_level_or_mark', violation_error_message='Give a level or a mark, not both.'), models.CheckConstraint(condition=models.Q(models.Q(('action', 'rating'), ('refers_to__isnull', True)), models.Q(models.Q(('action', 'rating'), _negated=True), ('refers_to__isnull', False)), _connector='OR'), name='evidence_only_followers_refer'), models.CheckConstraint(condition=models.Q(('refers_to__isnull', True), models.Q(('refers_to', models.F('id')), _negated=True), _connector='OR'), name='evidence_not_its_own_correction')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('feedback', 'Feedback'), ('next_step', 'Next step'), ('reason', 'Reason for a correction or void')], max_length=10)),
                ('text', models.TextField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='assessments.evidence')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'evidence', 'purpose'), name='evidence_note_one_per_purpose')],
            },
        ),
        migrations.CreateModel(
            name='Focus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='focuses', to='competencies.competency')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='focuses', to='people.section')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', models.F('starts')), _connector='OR'), name='focus_ends_after_it_starts', violation_error_message='The last day cannot be before the first.'), models.UniqueConstraint(fields=('district', 'section', 'competency', 'starts'), name='focus_once_per_start')],
            },
        ),
    ]
