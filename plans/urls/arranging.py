"""Who and when: dates, people, taking a change back."""

from django.urls import path

from plans.views import people, shifting

urlpatterns = [
    path("plans/<slug:slug>/dates/", shifting.plan_dates, name="plan_dates"),
    path("plans/<slug:slug>/dates/shift/", shifting.plan_shift, name="plan_shift"),
    path("plans/<slug:slug>/people/", people.plan_people, name="plan_people"),
    path("plans/<slug:slug>/changes/<int:pk>/undo/", shifting.plan_change_undo, name="plan_change_undo"),
]
