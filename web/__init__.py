"""The officer's desk on the web. It has no pages yet."""
