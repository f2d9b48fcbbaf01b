"""Migrations of likely needs."""
