"""The demonstration organisation: invented people, teams, six quarters of answers and a plan in its third week."""
