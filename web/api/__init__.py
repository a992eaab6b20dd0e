"""The JSON API for programs, under ``/api/v1``: no cookie, no session, a token in each request that decides."""
