"""The end of a plan: its closing review, its record, and reopening it."""

from django.urls import path

from plans.views import closing

urlpatterns = [
    path("plans/<slug:slug>/finish/", closing.plan_finish, name="plan_finish"),
    path("plans/<slug:slug>/record/", closing.plan_record, name="plan_record"),
    path("plans/<slug:slug>/record/reopen/", closing.plan_reopen, name="plan_reopen"),
]
