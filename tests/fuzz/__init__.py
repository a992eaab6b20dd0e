"""Fuzzing of every reader: ``python -m tests.fuzz`` runs it, and the corpus beside it is replayed as a test."""
