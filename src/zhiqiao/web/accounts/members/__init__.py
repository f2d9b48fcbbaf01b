"""The people of one organisation: requests, invitations, roles, leaving."""
