"""The law, mutated line by line: which small changes of the engine the tests notice, and which they do not.

``python -m tests.mutation`` tries them and prints killed / total and the survivors; ``docs/mutation.md`` tells how.
"""
