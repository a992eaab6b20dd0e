"""The language of a page: the account's choice, else the browser's cookie, else what the browser asks for."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request
from flask_babel import Babel, get_locale
from flask_login import current_user

from totalisation.messages import LANGUAGES
from web.current import SignedIn, settings
from web.settings import Settings

COOKIE: Final = "desk_language"

API_PREFIX: Final = "/api/v1/"
"""What the addresses for programs begin with. There neither cookie nor account is looked at."""

OWN_NAMES: Final = {"en": "English", "vi": "Tiếng Việt", "ko": "한국어"}

babel = Babel()


def prepare(app: Flask, settings: Settings) -> None:
    """Set how each request's language and time zone are chosen."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=settings.default_language,
        BABEL_DEFAULT_TIMEZONE=settings.timezone,
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    babel.init_app(app, locale_selector=_chosen)
    app.context_processor(lambda: {"language": current_language(), "languages": OWN_NAMES})


def current_language() -> str:
    """The language of this request: one of "en", "vi", "ko"."""
    locale = get_locale()
    return locale.language if locale is not None else "en"


def remember(response: Response, language: str) -> None:
    """Keep the choice in the browser."""
    response.set_cookie(
        COOKIE, language, max_age=31_536_000, httponly=True, samesite="Lax", secure=settings().secure_cookies
    )


def is_of_api() -> bool:
    """Whether the request is a program's."""
    return request.path.startswith(API_PREFIX)


def _chosen() -> str:
    if is_of_api():
        return language_of_program()
    account = current_user._get_current_object()
    if isinstance(account, SignedIn) and account.language in LANGUAGES:
        return str(account.language)
    if (kept := request.cookies.get(COOKIE)) in LANGUAGES:
        return str(kept)
    return language_of_header()


def language_of_program() -> str:
    """The language of a request to the API: its option ``lang``, else what its header asks for."""
    asked = request.args.get("lang") if request.query_string else None
    return asked if asked in LANGUAGES else language_of_header()


def language_of_header() -> str:
    """The language that the request's header asks for, else the desk's own."""
    if "Accept-Language" not in request.headers:
        return settings().default_language
    return request.accept_languages.best_match(LANGUAGES, settings().default_language) or "en"
