"""The law stated a second time, in SQL over the files of a batch, and held against the engine.

``python -m tests.differential 1000000`` decides that many random persons both ways.
"""
