"""The conformance suite: properties that any agreement's file must have, run against the engine.

``pytest --agreement FILE`` runs it, and ``run_suite`` in ``totalisation.conformance.suite``. Only this package
needs hypothesis and pytest, which the extra ``test`` installs.
"""
