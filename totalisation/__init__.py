"""Totalisation: insured periods of two countries merged, decided and computed under their agreement."""

__version__ = "0.1.0"
