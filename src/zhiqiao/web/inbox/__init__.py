"""What people are told: on the site, by e-mail, at once or as a digest."""
