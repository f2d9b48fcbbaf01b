"""One box over programmes and offers: passages with citations."""
