"""Reading a plan as a whole: its timeline, its notes."""

from django.urls import path

from plans.views import timeline

urlpatterns = [
    path("plans/<slug:slug>/timeline/", timeline.plan_timeline, name="plan_timeline"),
]
