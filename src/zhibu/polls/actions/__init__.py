"""What may be done: rounds of mutual evaluation, polls of persons, ballots."""
