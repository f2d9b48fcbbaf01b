"""How people sign in: password, second step, an outside identity; sessions; guessing limits.

`sessions` keeps them, `limits` counts guesses, `adapters` and `provider` bind django-allauth to
the house's rules, `rules` says what the profile asks. Every write is in `actions`,
`session_actions` or `limit_actions`.
"""
