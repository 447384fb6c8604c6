"""The pages of mutual evaluation and of polls."""
