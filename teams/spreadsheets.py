"""Which spreadsheets of people and of the organisation there are, in the order in which one brings them in."""

from common.spreadsheets.registry import register
from teams.services.spreadsheets.organisation import Divisions, Teams
from teams.services.spreadsheets.people import Memberships, People

register(People(), Divisions(), Teams(), Memberships())
