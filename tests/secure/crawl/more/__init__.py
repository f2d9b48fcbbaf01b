"""What newer apps add to the two worlds of the crawl."""
