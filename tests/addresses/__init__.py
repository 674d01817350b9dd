"""The table of every address there is, and what each role gets from it.

Whoever adds an address adds a row for it in `of_teams`, `of_maturity` or `of_plans`: one in `PAGES` for reading it and,
where something is changed there, one in `POSTS`:

    Asked("plan_item_done", TICKS, ("{plan}", "{item}"), {"done": "yes"})

is the name of the address, what each of `ROLES` gets, the arguments of the address and the fields of the form. A word
in braces is looked up in the organisation of the test (`organisation`). What they get is one of the names in
`statuses`, or the numbers themselves in the order of `ROLES`:

    anonymous, outsider, member, lead, leadership, administrator [, manager]

The manager of a plan is nobody else anywhere: a row of six numbers says that the manager gets what the outsider gets,
which is true of everything but plans. `tests/test_every_page.py` walks the table; so do other tests that ask every
address.
"""
