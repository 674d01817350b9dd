"""The kinds of spreadsheet that this half brings: answers, and the targets in them."""

from common.spreadsheets.registry import register
from maturity.spreadsheets.answers import AnswersSheet, TargetsSheet

register(AnswersSheet(), TargetsSheet())
