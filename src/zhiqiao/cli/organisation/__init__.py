"""`zhiqiao organisation`: merging and deactivating organisations."""
