"""Deliberately wrong engines and agreement files, each of which the suite must catch.

``python -m tests.conformance.mutants`` prints them all, and how many were caught.
"""
