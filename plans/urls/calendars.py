"""Calendars to subscribe to."""

from django.urls import path

from plans.views import calendars

urlpatterns = [
    path("calendar/<str:secret>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("settings/calendar/", calendars.own_calendar, name="own_calendar"),
    path("plans/<slug:slug>/calendar/", calendars.plan_calendar, name="plan_calendar"),
]
