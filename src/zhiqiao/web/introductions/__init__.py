"""Bringing two sides together, each telling who they are only by consent."""
