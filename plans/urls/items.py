"""Items and goals."""

from django.urls import path

from plans.views import item_acts, items, ticks

urlpatterns = [
    path("plans/<slug:slug>/items/<int:pk>/", items.plan_item, name="plan_item"),
    path("plans/<slug:slug>/items/<int:pk>/state/", item_acts.change_state, name="plan_item_state"),
    path("plans/<slug:slug>/items/<int:pk>/undo/<int:change>/", item_acts.undo, name="plan_item_undo"),
    path("plans/<slug:slug>/items/<int:pk>/comments/", item_acts.comment, name="plan_item_comment"),
    path(
        "plans/<slug:slug>/items/<int:pk>/comments/<int:row>/remove/",
        item_acts.remove,
        {"what": "comment"},
        name="plan_item_comment_remove",
    ),
    path("plans/<slug:slug>/items/<int:pk>/links/", item_acts.link, name="plan_item_link"),
    path(
        "plans/<slug:slug>/items/<int:pk>/links/<int:row>/remove/",
        item_acts.remove,
        {"what": "link"},
        name="plan_item_link_remove",
    ),
    path("plans/<slug:slug>/items/<int:pk>/count/", item_acts.count, name="plan_item_count"),
    path(
        "plans/<slug:slug>/items/<int:pk>/count/<int:row>/remove/",
        item_acts.remove,
        {"what": "tick"},
        name="plan_item_count_remove",
    ),
    path("plans/<slug:slug>/items/<int:pk>/done/", ticks.tick_item, name="plan_item_done"),
    path("plans/<slug:slug>/goals/<int:pk>/done/", ticks.tick_goal, name="plan_goal_done"),
]
