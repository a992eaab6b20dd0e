"""Applicable legislation: which country's law covers a piece of work, for how long, and on what article."""
