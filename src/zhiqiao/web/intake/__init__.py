"""The one way in for files: upload, check, confirm, write."""
