from django.urls import path

from maturity.views import team_trends, trend_exports, trends

urlpatterns = [
    path("trends/", trends.show_trends, name="trends"),
    path("trends/divisions/", trends.show_division_trends, name="trend_divisions"),
    path("trends/teams/", team_trends.show_team_trends, name="trend_teams"),
    path("trends/export/<slug:lines>/<slug:kind>/", trend_exports.export, name="trend_export"),
]
