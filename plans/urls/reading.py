"""Reading a plan as a whole: its timeline, and its notes, which are written there as well."""

from django.urls import path

from plans.views import notes, timeline

urlpatterns = [
    path("plans/<slug:slug>/timeline/", timeline.plan_timeline, name="plan_timeline"),
    path("plans/<slug:slug>/notes/", notes.plan_notes, name="plan_notes"),
    path("plans/<slug:slug>/notes/add/", notes.plan_note_add, name="plan_note_add"),
    path("plans/<slug:slug>/notes/<int:pk>/", notes.plan_note, name="plan_note"),
    path("plans/<slug:slug>/notes/<int:pk>/remove/", notes.plan_note_remove, name="plan_note_remove"),
]
