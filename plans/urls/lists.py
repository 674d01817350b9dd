"""What is done on the lists of a plan."""

from django.urls import path

from plans.views import list_acts

urlpatterns = [
    path("plans/<slug:slug>/lines/<int:pk>/state/", list_acts.line_state, name="plan_line_state"),
    path("plans/<slug:slug>/lines/<int:pk>/move/", list_acts.line_move, name="plan_line_move"),
    path("plans/<slug:slug>/lines/<int:pk>/remove/", list_acts.line_remove, name="plan_line_remove"),
    path("plans/<slug:slug>/lines/add/", list_acts.line_add, name="plan_line_add"),
    path("plans/<slug:slug>/lines/chosen/", list_acts.lines_change, name="plan_lines_change"),
    path("plans/<slug:slug>/lines/undo/<int:change>/", list_acts.list_undo, name="plan_list_undo"),
]
