"""The operations, a file for each noun. They call what the pages call."""
