from django.urls import path

from maturity.urls.assessments import PLACE
from maturity.views import agreed_levels, ballots, votes

_VOTE = f"{PLACE}/vote"

urlpatterns = [
    path(f"{_VOTE}/", votes.votes, name="votes"),
    path(f"{_VOTE}/open/", votes.open_chosen, name="votes_open"),
    path(f"{_VOTE}/reveal/", votes.reveal, name="votes_reveal"),
    path(f"{_VOTE}/withdraw/", votes.withdraw, name="votes_withdraw"),
    path(f"{_VOTE}/record/<int:practice>/", agreed_levels.record, name="vote_record"),
    path(f"{_VOTE}/ballot/", ballots.ballots, name="ballots"),
    path(f"{_VOTE}/ballot/<int:vote>/", ballots.ballot, name="ballot"),
]
