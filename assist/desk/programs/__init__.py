"""Other programs at the desk: their tokens and limits, what they ask, and what they are told."""
