"""Many cases at once: columns in, columns out, decided by the same rules as a single case.

Persons and insured periods are two tables (``schema``). They are read as streams (``files``), paired
(``grouping``), decided (``evaluator``) and written as they come (``run``), so that memory does not grow with
the number of persons. ``assess_table`` does the same for tables in memory.
"""
