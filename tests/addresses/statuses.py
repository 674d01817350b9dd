"""What each role gets, by name: anonymous, outsider, member, lead, leadership, administrator, manager of the plan.

Where the last is missing, the manager gets what the outsider gets.
"""

from tests.addresses.asked import Statuses

# Read
SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200)
EVERYBODY: Statuses = (200, 200, 200, 200, 200, 200)
BEFORE_SIGN_IN: Statuses = (200, 302, 302, 302, 302, 302)
LED_ON: Statuses = (302, 302, 302, 302, 302, 302)
NOWHERE: Statuses = (302, 404, 404, 404, 404, 404)
UNKNOWN: Statuses = (404, 404, 404, 404, 404, 404)
POST_ONLY: Statuses = (302, 405, 405, 405, 405, 405)
DRAFT: Statuses = (302, 404, 200, 200, 403, 200)
CORRECTION: Statuses = (302, 404, 200, 200, 200, 200)
ADMINISTERED: Statuses = (302, 403, 403, 403, 403, 200)
BALLOT: Statuses = (302, 404, 200, 200, 403, 403)
PLAN: Statuses = (302, 404, 404, 200, 200, 200, 200)
PLANS_STARTED: Statuses = (302, 403, 403, 200, 200, 200)
WRITES_NOTES: Statuses = (302, 404, 404, 200, 403, 200, 200)
IMPORTS_ITEMS: Statuses = (302, 403, 403, 200, 403, 200, 200)
ARRANGES: Statuses = (302, 404, 404, 200, 403, 200, 200)
LEADS_ON: Statuses = (302, 404, 404, 302, 302, 302, 302)
TEMPLATES_KEPT: Statuses = (302, 403, 403, 403, 200, 200)
MODEL_DRAFT: Statuses = (302, 404, 404, 404, 200, 200)
EDITS_MODEL: Statuses = (302, 404, 404, 404, 403, 200)

# Change
CHANGES_DRAFT: Statuses = (302, 404, 403, 302, 403, 302)
CORRECTS: Statuses = (302, 404, 403, 403, 302, 302)
VOTES: Statuses = (302, 404, 302, 302, 403, 403)
ADMINISTERS: Statuses = (302, 403, 403, 403, 403, 302)
CHANGES_MODEL: Statuses = (302, 404, 404, 404, 403, 302)
STARTS_PLAN: Statuses = (302, 403, 403, 302, 302, 302)
KEEPS_TEMPLATES: Statuses = (302, 403, 403, 403, 302, 302)
TICKS: Statuses = (302, 404, 404, 302, 403, 302, 403)
CHANGES_PLAN: Statuses = (302, 404, 404, 302, 403, 302, 302)
COMMENTS: Statuses = (302, 404, 404, 302, 302, 302, 302)
REOPENS: Statuses = (302, 404, 404, 403, 302, 302, 403)
WRITES_CHECK_IN: Statuses = (302, 404, 404, 302, 403, 403, 403)
ONLY_ITS_MANAGER: Statuses = (302, 404, 404, 403, 403, 403, 302)
