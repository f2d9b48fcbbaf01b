"""Lists that are paid: makers, checkers, the click, files to the bank."""
