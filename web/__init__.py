"""The officer's desk: cases entered, decided, approved, issued and kept, on the web.

The store (``web/store/``) holds the logic and knows nothing of pages; pages (``web/pages/``) call it.
"""
