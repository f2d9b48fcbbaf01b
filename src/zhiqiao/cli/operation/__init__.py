"""Commands for whoever runs the site: settings, backup, restore, upgrade."""
