"""Expectations as plain values: scales, mastery policies and the order of competencies; no Django, no clock."""
