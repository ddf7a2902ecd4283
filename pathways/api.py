"""The mastery API: what is concluded about a student, and whether it is current."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from competencies.queries import NoContinuum
from pathways.access import readable_students
from pathways.queries.mastery_list import mastery_list
from pathways.serializers import StudentMasterySerializer


class StudentMastery(APIView):
    """A student's mastery of every competency with a conclusion."""

    @extend_schema(operation_id="student_mastery", responses=StudentMasterySerializer)
    def get(self, request: Request, student_id: int) -> Response:
        """Return the judgements with ``as_of``, ``through`` and ``current``; 404 for a student out of reach."""
        student = get_object_or_404(readable_students(request.user), pk=student_id)
        try:
            found = mastery_list(student, language=get_language() or "", now=timezone.now())
        except NoContinuum as error:
            raise Http404 from error
        return Response(StudentMasterySerializer(found).data)
