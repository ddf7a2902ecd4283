"""Rows by which running processes find each other: leases and heartbeats."""

from __future__ import annotations

from django.db import models


class Lease(models.Model):
    """A named right that one process holds until it expires, such as sweeping."""

    name = models.CharField(max_length=50, primary_key=True)
    holder = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)


class WorkerHeartbeat(models.Model):
    """The last moment a worker said it was alive, and how many messages it could make nothing of since it started."""

    worker = models.CharField(max_length=200, primary_key=True)
    seen_at = models.DateTimeField()
    refused = models.PositiveIntegerField(default=0)
