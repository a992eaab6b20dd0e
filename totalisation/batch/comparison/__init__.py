"""A population under two laws: who gains, who loses, and by how much.

The two laws, A and B, are two agreements between the same parties, or one with two versions of its figures
(``totalisation.other_figures``). Persons and periods are read once, as for a batch, and decided by both; what a
person gains is the amount under B less that under A, an amount that is not due being 0. Memory does not grow with
the number of persons.
"""
