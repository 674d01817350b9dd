from django.urls import path

from maturity.views import gaps, matrix, movers, teams

urlpatterns = [
    path("matrix/", matrix.show_matrix, name="matrix"),
    path("matrix/export/matrix.<slug:kind>", matrix.export_matrix, name="matrix_export"),
    path("matrix/<slug:team>/<slug:dimension>/", matrix.show_cell, name="matrix_cell"),
    path("gaps/", gaps.show_gaps, name="gaps"),
    path("gaps/export/gaps.<slug:kind>", gaps.export_gaps, name="gaps_export"),
    path("movers/", movers.show_movers, name="movers"),
    path("movers/export/movers.<slug:kind>", movers.export_movers, name="movers_export"),
    path("teams/", teams.list_teams, name="teams"),
    path("teams/<slug:slug>/", teams.show_team, name="team"),
]
