"""What is said of files and links of a bank."""
