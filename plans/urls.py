from django.urls import path

from plans.views import documents, item_acts, items, people, plans, shifting, starting, templates, ticks

urlpatterns = [
    path("plans/", plans.plan_list, name="plans"),
    path("plans/templates/<slug:slug>/", templates.plan_template, name="plan_template"),
    path("plans/templates/<slug:slug>/start/", starting.plan_start, name="plan_start"),
    path("plans/templates/<slug:slug>/start/dates/", starting.plan_start_dates, name="plan_start_dates"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/weeks/<int:week>/", plans.plan_week, name="plan_week"),
    path("plans/<slug:slug>/phases/", plans.plan_phases, name="plan_phases"),
    path("plans/<slug:slug>/dates/", shifting.plan_dates, name="plan_dates"),
    path("plans/<slug:slug>/dates/shift/", shifting.plan_shift, name="plan_shift"),
    path("plans/<slug:slug>/people/", people.plan_people, name="plan_people"),
    path("plans/<slug:slug>/changes/<int:pk>/undo/", shifting.plan_change_undo, name="plan_change_undo"),
    path("plans/<slug:slug>/plan.md", plans.plan_markdown, name="plan_markdown"),
    path("plans/<slug:slug>/items/<int:pk>/", items.plan_item, name="plan_item"),
    path("plans/<slug:slug>/items/<int:pk>/state/", item_acts.change_state, name="plan_item_state"),
    path("plans/<slug:slug>/items/<int:pk>/undo/<int:change>/", item_acts.undo, name="plan_item_undo"),
    path("plans/<slug:slug>/items/<int:pk>/comments/", item_acts.comment, name="plan_item_comment"),
    path(
        "plans/<slug:slug>/items/<int:pk>/comments/<int:comment>/remove/",
        item_acts.comment_remove,
        name="plan_item_comment_remove",
    ),
    path("plans/<slug:slug>/items/<int:pk>/links/", item_acts.link, name="plan_item_link"),
    path(
        "plans/<slug:slug>/items/<int:pk>/links/<int:link>/remove/",
        item_acts.link_remove,
        name="plan_item_link_remove",
    ),
    path("plans/<slug:slug>/items/<int:pk>/count/", item_acts.count, name="plan_item_count"),
    path(
        "plans/<slug:slug>/items/<int:pk>/count/<int:tick>/remove/",
        item_acts.count_remove,
        name="plan_item_count_remove",
    ),
    path("plans/<slug:slug>/plan.zip", documents.plan_zip, name="plan_zip"),
    path("plans/<slug:slug>/items/<int:pk>/done/", ticks.tick_item, name="plan_item_done"),
    path("plans/<slug:slug>/goals/<int:pk>/done/", ticks.tick_goal, name="plan_goal_done"),
]
