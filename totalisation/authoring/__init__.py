"""For authors of agreements: a skeleton to fill, checks, a readable summary, and the difference of two files."""
