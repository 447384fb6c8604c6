"""The pages of the party room."""
