from django.urls import path

from maturity.views import cycle_changes, cycles, moving

_CYCLE = "cycles/<slug:slug>"

urlpatterns = [
    path("cycles/", cycles.list_cycles, name="cycles"),
    path("cycles/plan/", cycle_changes.plan, name="cycle_plan"),
    path(f"{_CYCLE}/", cycles.show_cycle, name="cycle"),
    path(f"{_CYCLE}/open/", cycle_changes.open_now, name="cycle_open"),
    path(f"{_CYCLE}/close/", cycle_changes.close_now, name="cycle_close"),
    path(f"{_CYCLE}/days/", cycle_changes.change_days, name="cycle_days"),
    path(f"{_CYCLE}/move/", moving.move, name="cycle_move"),
    path(f"{_CYCLE}/remove/", cycle_changes.remove, name="cycle_remove"),
]
