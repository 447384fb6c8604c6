"""From the tables of the party room to the rows that are counted, as they stood on a day."""
