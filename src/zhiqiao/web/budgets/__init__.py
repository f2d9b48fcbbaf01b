"""What a programme may pay in a year."""
