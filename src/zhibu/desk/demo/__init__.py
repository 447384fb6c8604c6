"""A fictional committee and its year, told through actions only. Everybody in it is invented."""
