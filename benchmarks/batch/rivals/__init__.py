"""Other ways to do the small job, each in a file of its own."""
