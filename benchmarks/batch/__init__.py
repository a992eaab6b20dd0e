"""The engine's batch beside other ways to do the same work: see ``__main__``."""
