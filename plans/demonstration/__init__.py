"""The demonstration organisation: invented people, teams, six quarters of answers, and three plans."""
