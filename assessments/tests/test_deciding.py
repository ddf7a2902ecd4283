"""Recording what people decide: who may, what is refused and how it is mended, once, and for ever."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.access import charge
from assessments.actions import ledger
from assessments.actions.adjusting import AlreadyReversed, override_mastery, take_back
from assessments.actions.writing import NotYours, Refused
from assessments.models import APPEND_ONLY, AdaptedExpectation, Evidence, Override
from assessments.models.append_only import unprotected
from assessments.queries.deciding import decisions_about, exempt_standards
from assessments.signals import evidence_changed
from cbe.testing import school as school_kit
from cbe.testing.decided import an_adapted_expectation, an_exemption, an_override
from people.queries import today

pytestmark = pytest.mark.django_db


def refused(call, *args, **said) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as found:
        call(*args, **said)
    return [(problem.field, problem.code) for problem in found.value.problems]


@pytest.fixture
def heard():
    """The students of every change of the ledger that was told of."""
    found = []

    def hear(student_ids, **_):
        found.append(student_ids)

    evidence_changed.connect(hear)
    yield found
    evidence_changed.disconnect(hear)


class TestWhoMay:
    def test_a_teacher_of_the_student_and_an_admin_override(self, maya, mr_okafor, admin, continuum):
        assert an_override(mr_okafor, maya, continuum).made_by == mr_okafor
        assert an_override(admin, maya, continuum).made_by == admin

    @pytest.mark.parametrize("who", ["ms_lindqvist", "principal_adeyemi", "rosa", "outsider"])
    def test_nobody_else_overrides(self, maya, other_section, continuum, who, request):
        with pytest.raises(NotYours):
            an_override(request.getfixturevalue(who), maya, continuum)
        assert not Override.objects.exists()

    def test_a_teacher_of_another_domain_does_not_override(self, maya, mr_okafor, continuum):
        with pytest.raises(NotYours):
            an_override(mr_okafor, maya, continuum, title="Plans the work")

    def test_teachers_and_leaders_adapt_what_is_expected(self, maya, mr_okafor, principal_adeyemi, rosa, continuum):
        for who in (mr_okafor, principal_adeyemi):
            assert an_adapted_expectation(who, maya, continuum).made_by == who
        with pytest.raises(NotYours):
            an_adapted_expectation(rosa, maya, continuum)

    def test_leaders_and_admins_exempt_and_teachers_do_not(self, maya, mr_okafor, principal_adeyemi, continuum):
        with pytest.raises(NotYours):
            an_exemption(mr_okafor, maya, continuum)
        assert an_exemption(principal_adeyemi, maya, continuum).mark == "exempt"

    def test_the_author_a_leader_or_an_admin_takes_an_override_back(
        self, maya, mr_okafor, principal_adeyemi, admin, ms_lindqvist, rosa, continuum
    ):
        for number, who in enumerate((mr_okafor, principal_adeyemi, admin)):
            made = an_override(mr_okafor, maya, continuum, key=f"o{number}")
            for nobody in (ms_lindqvist, rosa):
                with pytest.raises(NotYours):
                    take_back(by=nobody, decision=made, reason="No")
            assert take_back(by=who, decision=made, reason="Read again").reverses == made

    def test_a_colleague_of_the_author_does_not_take_it_back(self, maya, mr_okafor, ms_lindqvist, admin, continuum):
        maya.enrollments.get().section.teaching_assignments.update(teacher=ms_lindqvist)
        made = an_override(admin, maya, continuum)
        assert charge(ms_lindqvist, maya.pk, None).teaches
        with pytest.raises(NotYours):
            take_back(by=ms_lindqvist, decision=made, reason="No")


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"level": 5}, ("level", "off the scale")),
            ({"level": 0}, ("level", "off the scale")),
            ({"level": Decimal("2.5")}, ("level", "off the scale")),
            ({"level": Decimal("NaN")}, ("level", "off the scale")),
            ({"reason": "  "}, ("reason", "no reason")),
            ({"reason": "x" * 1001}, ("reason", "")),
            ({"key": ""}, ("key", "key")),
        ],
    )
    def test_it_names_the_field(self, maya, mr_okafor, continuum, heard, said, problem):
        assert refused(an_override, mr_okafor, maya, continuum, **said) == [problem]
        assert not Override.objects.exists()
        assert heard == []

    def test_days_the_wrong_way_round(self, maya, mr_okafor, continuum):
        before = today(maya.district) - timedelta(days=1)
        assert refused(an_override, mr_okafor, maya, continuum, ends=before) == [("ends", "upside down")]

    def test_a_year_mistyped(self, maya, mr_okafor, continuum):
        long_ago = today(maya.district).replace(year=206, day=1)
        found = refused(an_override, mr_okafor, maya, continuum, starts=long_ago)
        assert found == [("starts", "before the map")]

    def test_a_day_before_the_schools_first_map(self, maya, mr_okafor, continuum):
        before = today(maya.district) - timedelta(days=1)
        assert refused(an_override, mr_okafor, maya, continuum, starts=before) == [("starts", "before the map")]

    def test_a_first_day_more_than_a_year_ahead(self, maya, mr_okafor, continuum):
        ahead = today(maya.district) + timedelta(days=367)
        assert refused(an_override, mr_okafor, maya, continuum, starts=ahead) == [("starts", "far ahead")]
        assert an_override(mr_okafor, maya, continuum, starts=ahead - timedelta(days=1))

    def test_an_unknown_competency(self, maya, mr_okafor, continuum):
        said = {"by": mr_okafor, "student": maya, "level": Decimal(3), "starts": today(maya.district)}
        found = refused(override_mastery, competency_id=987_654, reason="Why", key="k", **said)
        assert found == [("competency", "unknown")]

    def test_an_adapted_expectation_says_what_is_expected_of_a_standard_that_belongs(self, maya, mr_okafor, continuum):
        found = refused(an_adapted_expectation, mr_okafor, maya, continuum, descriptor=" ", standard_id=987_654)
        assert found == [("descriptor", "no descriptor"), ("standard", "foreign")]

    def test_a_text_longer_than_its_column(self, maya, mr_okafor, principal_adeyemi, continuum):
        long = "x" * 20_000
        assert refused(an_exemption, principal_adeyemi, maya, continuum, reason=long) == [("reason", "")]
        assert refused(an_adapted_expectation, mr_okafor, maya, continuum, reason=long) == [("reason", "")]
        said = {"descriptor": "x" * 2_001}
        assert refused(an_adapted_expectation, mr_okafor, maya, continuum, **said) == [("descriptor", "")]
        made = an_override(mr_okafor, maya, continuum)
        assert refused(take_back, by=mr_okafor, decision=made, reason=long) == [("reason", "")]

    def test_exempt_already(self, maya, principal_adeyemi, continuum):
        an_exemption(principal_adeyemi, maya, continuum)
        assert refused(an_exemption, principal_adeyemi, maya, continuum, key="again") == [("standards", "already")]


class TestOnce:
    def test_a_double_click_is_one_decision(self, maya, mr_okafor, principal_adeyemi, continuum, heard):
        assert an_override(mr_okafor, maya, continuum) == an_override(mr_okafor, maya, continuum)
        assert an_adapted_expectation(mr_okafor, maya, continuum) == an_adapted_expectation(mr_okafor, maya, continuum)
        first, second = (an_exemption(principal_adeyemi, maya, continuum) for _ in range(2))
        assert first == second
        assert (Override.objects.count(), AdaptedExpectation.objects.count(), Evidence.objects.count()) == (1, 1, 1)
        assert heard == [[maya.pk]] * 3

    def test_the_same_key_for_something_else_is_refused(self, maya, mr_okafor, continuum):
        an_override(mr_okafor, maya, continuum, key="k")
        assert refused(an_override, mr_okafor, maya, continuum, 4, key="k") == [("key", "key")]

    def test_the_same_judgement_from_a_second_form_is_the_one_that_stands(
        self, maya, mr_okafor, admin, continuum, heard
    ):
        first = an_override(mr_okafor, maya, continuum, key="first")
        assert an_override(mr_okafor, maya, continuum, key="second", reason="Said otherwise") == first
        assert heard == [[maya.pk]]
        assert an_override(admin, maya, continuum, key="second") != first
        take_back(by=mr_okafor, decision=first, reason="Read again")
        assert an_override(mr_okafor, maya, continuum, key="third") != first

    def test_taking_back_twice_is_once_and_a_second_person_is_told_who_was_first(
        self, maya, mr_okafor, principal_adeyemi, continuum
    ):
        made = an_override(mr_okafor, maya, continuum)
        first = take_back(by=mr_okafor, decision=made, reason="Read again")
        assert take_back(by=mr_okafor, decision=made, reason="Read again") == first
        with pytest.raises(AlreadyReversed) as found:
            take_back(by=principal_adeyemi, decision=made, reason="Me too")
        assert found.value.by == first

    def test_a_reversal_is_not_taken_back_itself(self, maya, mr_okafor, continuum):
        back = take_back(by=mr_okafor, decision=an_override(mr_okafor, maya, continuum), reason="Read again")
        with pytest.raises(NotYours):
            take_back(by=mr_okafor, decision=back, reason="Read once more")


class TestAppendOnly:
    @pytest.fixture(params=["override", "adapted"])
    def row(self, request, maya, mr_okafor, continuum):
        make = {"override": an_override, "adapted": an_adapted_expectation}[request.param]
        return make(mr_okafor, maya, continuum)

    def test_nothing_is_edited_or_deleted(self, row):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(reason="Another")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {row._meta.db_table}")
        row.refresh_from_db()
        assert row.reason != "Another"

    def test_a_table_cannot_be_truncated(self, row):
        if connection.vendor != "postgresql":
            pytest.skip("TRUNCATE is PostgreSQL's")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {row._meta.db_table} CASCADE")

    def test_the_audited_door_lets_an_erasure_through(self, row):
        with ledger.opened(reason="a test of erasure"):
            type(row).objects.filter(pk=row.pk).delete()
        assert not type(row).objects.exists()

    def test_the_triggers_are_there_after_migrate(self, db):
        assert unprotected(connection, *APPEND_ONLY) == []


class TestWhatIsListed:
    def test_every_decision_the_newest_first_with_who_took_it_back(self, maya, mr_okafor, principal_adeyemi, continuum):
        made = an_override(mr_okafor, maya, continuum)
        take_back(by=principal_adeyemi, decision=made, reason="Read again")
        exempt = an_exemption(principal_adeyemi, maya, continuum)
        an_adapted_expectation(mr_okafor, maya, continuum)
        about = charge(mr_okafor, maya.pk, continuum.domains["Mathematics"].pk)
        listed = decisions_about(maya.pk, made.competency_id, charge=about)
        assert [one.kind for one in listed] == ["adapted", "exemption", "override"]
        back = listed[-1].taken_back
        assert back is not None
        assert (back.by, back.reason) == ("Principal Adeyemi", "Read again")
        assert exempt_standards(maya.pk, made.competency_id) == {exempt.standard_id}

    def test_reasons_and_adapted_expectations_are_not_for_a_teacher_of_another_domain(
        self, maya, mr_okafor, ms_lindqvist, term, continuum
    ):
        an_adapted_expectation(mr_okafor, maya, continuum)
        made = an_override(mr_okafor, maya, continuum)
        habits = continuum.domains["Lifelong learning"]
        section = school_kit.make_section(term, "Planning", ms_lindqvist, habits)
        school_kit.enroll(maya, section)
        about = charge(ms_lindqvist, maya.pk, continuum.domains["Mathematics"].pk)
        listed = decisions_about(maya.pk, made.competency_id, charge=about)
        assert [(one.kind, one.reason) for one in listed] == [("override", "")]
