"""Passing a plan on and ending it: its handover, its closing review, its record, and reopening it."""

from django.urls import path

from plans.views import closing, handover

urlpatterns = [
    path("plans/<slug:slug>/handover/", handover.plan_handover, name="plan_handover"),
    path("plans/<slug:slug>/finish/", closing.plan_finish, name="plan_finish"),
    path("plans/<slug:slug>/record/", closing.plan_record, name="plan_record"),
    path("plans/<slug:slug>/record/reopen/", closing.plan_reopen, name="plan_reopen"),
]
