"""The list: requests that have not ended, each with its due date by the dashboard's own rule."""

import os
from datetime import date

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from bench.beside.open_requests.models import AccessRequest, AccessStep
from rules.access import ENDINGS, Clock, due_on
from rules.working_days import bank_holidays

_TODAY = date.fromisoformat(os.environ["BENCH_TODAY"])
_HOLIDAYS = bank_holidays(range(_TODAY.year - 1, _TODAY.year + 2))


@admin.register(AccessRequest)
class OpenRequests(admin.ModelAdmin):
    """The admin's page about access requests."""

    list_display = ("code", "child", "received_on", "due_on")
    list_select_related = ("child",)
    ordering = ("received_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessRequest]:
        """Those that are open."""
        ended = AccessStep.objects.filter(request=OuterRef("pk"), step__in=sorted(ENDINGS))
        return super().get_queryset(request).filter(~Exists(ended))

    def due_on(self, held: AccessRequest) -> date:
        """The month after receipt, moved to a working day."""
        return due_on(Clock(held.received_on), _HOLIDAYS)
