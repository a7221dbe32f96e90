"""The invented world of demonstrations."""
