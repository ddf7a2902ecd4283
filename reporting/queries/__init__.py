"""Reads that reports and home pages are made of."""
