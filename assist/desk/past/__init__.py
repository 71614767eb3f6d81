"""What became of the tickets: history, feedback, figures; what is kept, for how long, and in which backup."""
