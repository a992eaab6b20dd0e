"""What an officer types, and the case that it means."""
