"""Success metrics: all of a plan's, one of them, and its reviews."""

from django.urls import path

from plans.views import metric, metrics

urlpatterns = [
    path("plans/<slug:slug>/metrics/", metrics.plan_metrics, name="plan_metrics"),
    path("plans/<slug:slug>/metrics/agree/", metrics.metrics_agree, name="plan_metrics_agree"),
    path("plans/<slug:slug>/metrics/<int:pk>/", metric.plan_metric, name="plan_metric"),
    path("plans/<slug:slug>/metrics/<int:pk>/move/", metrics.metric_move, name="plan_metric_move"),
    path("plans/<slug:slug>/metrics/<int:pk>/remove/", metrics.metric_remove, name="plan_metric_remove"),
    path("plans/<slug:slug>/metrics/<int:pk>/restore/", metrics.metric_restore, name="plan_metric_restore"),
    path(
        "plans/<slug:slug>/metrics/<int:pk>/reviews/<int:day>/",
        metric.metric_review,
        name="plan_metric_review",
    ),
]
