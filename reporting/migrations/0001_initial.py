import django.db.models.deletion
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
            name='ProgressReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='1 for the first report of the term, 2 for its reissue.')),
                ('day', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('through', models.PositiveBigIntegerField(help_text="The learner's version it was made from.")),
                ('expectations', models.PositiveBigIntegerField()),
                ('body', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='people.student')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='reporting.progressreport')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='people.term')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'student', 'term', 'number'), name='progress_report_number_once_per_term'), models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('supersedes', models.F('id')), _negated=True), _connector='OR'), name='progress_report_not_its_own_reissue')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('report', 'Progress report')], max_length=12)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='reporting.progressreport')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['made_at'], name='notice_unsent_first')],
                'constraints': [models.UniqueConstraint(fields=('district', 'recipient', 'kind', 'report'), name='notice_once_per_report')],
            },
        ),
        migrations.CreateModel(
            name='ReportComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(default='en', max_length=8)),
                ('doing_well', models.TextField(blank=True)),
                ('working_on', models.TextField(blank=True)),
                ('next_step', models.TextField(blank=True)),
                ('at_home', models.TextField(blank=True)),
                ('comment', models.TextField(blank=True)),
                ('translations', models.JSONField(blank=True, default=dict)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('lock', models.PositiveIntegerField(default=0, help_text='Rises with every save; a stale form is refused.')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_comments', to='people.section')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_comments', to='people.student')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'student', 'section'), name='report_comment_once_per_student_and_section')],
            },
        ),
    ]
