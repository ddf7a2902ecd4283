"""What is told, and to whom: drafted comments, issued reports and the notices that announce them."""

from reporting.models.notices import Notice
from reporting.models.reports import ProgressReport, ReportComment

__all__ = ["Notice", "ProgressReport", "ReportComment"]
