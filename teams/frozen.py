"""What the database refuses to change in the organisation's tables."""

from common.triggers import Frozen

FROZEN = (Frozen("teams_event", "the activity log is never edited"),)
