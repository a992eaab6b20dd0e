"""The headers that each response bears."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing from elsewhere, and nothing inline: no ``<script>`` or ``<style>`` text, no ``style`` attribute."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def prepare(app: Flask) -> None:
    """Add the headers to each response."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    given = {name for name, _ in response.headers}
    response.headers.extend([each for each in HEADERS.items() if each[0] not in given])
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        # Pages hold personal data: no browser or proxy may keep one.
        response.headers["Cache-Control"] = "no-store"
    return response
