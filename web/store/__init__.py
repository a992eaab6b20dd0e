"""What the desk keeps, and what may be done with it.

Each function takes an open session of ``database`` and the ``Actor`` who acts; it checks what the actor may do,
changes rows and adds to the audit trail within one transaction, and raises an error of ``errors`` otherwise.
"""
