"""The mastery API: what is concluded about a student, and whether it is current."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from competencies.queries import NoContinuum
from pathways.access import readable_students
from pathways.queries.asked import NotADayError, asked_day, before_the_first
from pathways.queries.mastery_list import mastery_list
from pathways.queries.past import NothingThenError
from pathways.serializers import StudentMasterySerializer
from people.queries import today

AS_OF = OpenApiParameter("as_of", str, description="A past day, 2026-03-12: the answer as it was known at its end.")


class StudentMastery(APIView):
    """A student's mastery of every competency with a conclusion."""

    @extend_schema(operation_id="student_mastery", parameters=[AS_OF], responses=StudentMasterySerializer)
    def get(self, request: Request, student_id: int) -> Response:
        """Return the judgements with ``as_of``, ``through`` and ``current``; 404 for a student out of reach.

        With ``as_of`` they are those of that past day, as known at its end, under the policy and the continuum in
        force then; 404 for a day before the first publication, 400 for one that cannot be read or is still to come.
        """
        student = get_object_or_404(readable_students(request.user), pk=student_id)
        try:
            on = asked_day(request.query_params.get("as_of", ""), today=today(student.district))
            found = mastery_list(student, language=get_language() or "", now=timezone.now(), on=on)
        except NotADayError as error:
            raise ValidationError({"as_of": [str(error)]}) from error
        except NothingThenError as error:
            raise NotFound(before_the_first(error)) from error
        except NoContinuum as error:
            raise Http404 from error
        return Response(StudentMasterySerializer(found).data)
