from django.urls import path

from plans.views import plans, templates, ticks

urlpatterns = [
    path("plans/", plans.plan_list, name="plans"),
    path("plans/templates/<slug:slug>/", templates.plan_template, name="plan_template"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/weeks/<int:week>/", plans.plan_week, name="plan_week"),
    path("plans/<slug:slug>/phases/", plans.plan_phases, name="plan_phases"),
    path("plans/<slug:slug>/plan.md", plans.plan_markdown, name="plan_markdown"),
    path("plans/<slug:slug>/items/<int:pk>/done/", ticks.tick_item, name="plan_item_done"),
    path("plans/<slug:slug>/goals/<int:pk>/done/", ticks.tick_goal, name="plan_goal_done"),
]
