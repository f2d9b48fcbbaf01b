"""The front page: for visitors what this is, for people what waits for them."""
