"""What people are told: on the site, by e-mail, at once or as a digest.

An app registers its kinds (`kinds.register`) in `ready()` and calls `actions.tell` inside the
action that makes something so; whom to tell, `queries.people_who` says. Messages always wait on
the site; letters go by each person's choice, by day and on working days.
"""
