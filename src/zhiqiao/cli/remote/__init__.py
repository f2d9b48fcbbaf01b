"""Commands that work on a Zhiqiao server: `zhiqiao --server URL …`."""
