"""What the desk is told from outside: all from the environment, with defaults for one office on one machine."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from totalisation.case_file import LARGEST_CASE
from totalisation.messages import LANGUAGES

APPLICATION: Final = "totalisation"

HOST: Final = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:]{2,39}\]")
"""A host without its port; with a dot before it, all hosts below it too."""

SECRET_OPTIONS: Final = frozenset({"password", "passfile", "sslpassword", "sslkey", "service"})
"""Options of a PostgreSQL URL that are a secret, or lead to one."""

LOG_LEVELS: Final = ("debug", "info", "warning", "error")


class SettingError(ValueError):
    """A setting of the environment that cannot be used; the text names it and says what would be right."""


@dataclass(frozen=True)
class Settings:
    """How one desk runs."""

    database_url: str = field(repr=False)
    """SQLAlchemy URL: ``sqlite:///FILE`` or ``postgresql+psycopg://…``."""

    secret_key: str = field(repr=False)
    """Signs sessions: at least 32 characters."""

    session_idle_minutes: int = 30
    """A sign-in ends after so long without a request."""

    session_hours: int = 12
    """A sign-in ends after so long in any case."""

    secure_cookies: bool = True
    """Cookies go over HTTPS only (and to this machine itself, which browsers trust)."""

    trusted_proxies: int = 0
    """How many proxies stand in front, whose ``X-Forwarded-…`` headers are believed."""

    largest_batch: int = 64_000_000
    """Bytes that one request with many cases may hold."""

    batches_at_once: int = 2
    """How many requests with many cases are worked on at once; officers' pages are to find a thread free."""

    api_requests_per_minute: int = 1_200
    """How often one token may ask."""

    api_failures_per_minute: int = 30
    """How many tokens that are not valid one address may send."""

    sign_in_failures_per_minute: int = 30
    """How many sign-ins one address may fail, whatever the accounts; five in a row lock an account besides."""

    hosts: tuple[str, ...] = ()
    """The names by which the desk is reached; empty: any. A request that names another host is refused."""

    default_language: str = "en"
    """The language where neither the account nor the browser names one of ours."""

    timezone: str = "UTC"
    """The zone in which times are shown, such as "Asia/Seoul"."""

    largest_request: int = 8_000_000
    """Bytes that one request may hold, and one case among many sent to the API."""

    log_level: str = "info"
    """The least that is logged: one of ``LOG_LEVELS``. From "warning" on, only what went wrong."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that the environment gives. Raises SettingError for one that cannot be used."""
        folder = data_folder(environment)
        return cls(
            database_url=database_url(environment, folder),
            secret_key=secret_key(environment, folder),
            session_idle_minutes=_number(environment, "TOTALISATION_SESSION_IDLE_MINUTES", 30, 1, 24 * 60),
            session_hours=_number(environment, "TOTALISATION_SESSION_HOURS", 12, 1, 7 * 24),
            secure_cookies=environment.get("TOTALISATION_INSECURE_COOKIES", "") != "1",
            trusted_proxies=_number(environment, "TOTALISATION_TRUSTED_PROXIES", 0, 0, 8),
            largest_request=_number(environment, "TOTALISATION_LARGEST_REQUEST", 8_000_000, 100_000, LARGEST_CASE),
            largest_batch=_number(environment, "TOTALISATION_LARGEST_BATCH", 64_000_000, 100_000, 10**9),
            batches_at_once=_number(environment, "TOTALISATION_BATCHES_AT_ONCE", 2, 1, 64),
            api_requests_per_minute=_number(environment, "TOTALISATION_API_REQUESTS", 1_200, 1, 10**7),
            api_failures_per_minute=_number(environment, "TOTALISATION_API_FAILURES", 30, 1, 10**7),
            sign_in_failures_per_minute=_number(environment, "TOTALISATION_SIGN_IN_FAILURES", 30, 1, 10**7),
            hosts=_hosts(environment),
            default_language=_one_of(environment, "TOTALISATION_LANGUAGE", "en", LANGUAGES),
            timezone=_timezone(environment),
            log_level=_one_of(environment, "TOTALISATION_LOG_LEVEL", "info", LOG_LEVELS),
        )


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the database and the secret key: TOTALISATION_DATA, or the user's data folder."""
    named = environment.get("TOTALISATION_DATA")
    return Path(named) if named else platformdirs.user_data_path(APPLICATION)


def made(folder: Path) -> Path:
    """``folder``, made if need be, for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def sqlite_url(file: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite:///{file}"


def database_url(environment: Mapping[str, str], folder: Path) -> str:
    """DATABASE_URL with the driver that we use, or that of a file in ``folder``.

    Raises SettingError, which quotes nothing of the URL: it may hold a password.
    """
    url = environment.get("DATABASE_URL", "")
    if not url:
        return sqlite_url(made(folder) / "desk.sqlite3")
    scheme, colon, rest = url.partition("://")
    if colon and scheme in {"postgres", "postgresql"}:
        url = f"postgresql+psycopg://{rest}"
    elif not colon or scheme not in {"postgresql+psycopg", "sqlite"}:
        raise SettingError("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        raise SettingError(
            "DATABASE_URL cannot be read: write it postgresql://USER:PASSWORD@HOST:PORT/DATABASE, each character "
            "of the password other than letters and figures as % and its two hexadecimal figures."
        ) from None
    return url


def url_shown(url: str) -> str:
    """A URL of a database without any password: neither before the host nor among the options."""
    parsed = make_url(url)
    hidden = {name: "***" for name in parsed.query if name.casefold() in SECRET_OPTIONS}
    return parsed.update_query_dict(hidden).render_as_string(hide_password=True)


def secret_key(environment: Mapping[str, str], folder: Path) -> str:
    """SECRET_KEY, or the key kept in ``folder``, which is made at the first start and read by its owner alone."""
    given = environment.get("SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise SettingError("SECRET_KEY is too short: give at least 32 characters.")
        return given
    file = made(folder) / "secret-key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SettingError(
                f"{file} can be read by others, who could sign in as anybody: delete it, and a new one is made; "
                "or, if nobody has read it, chmod 600."
            ) from None
        key = file.read_text(encoding="ascii").strip()
        if len(key) < 32:
            raise SettingError(f"{file} holds no key of 32 characters; delete it, and a new one is made.") from None
        return key
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            key = secrets.token_urlsafe(48)
            stream.write(key)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        file.unlink()
        raise SettingError(f"{file} cannot be written: {error.strerror or type(error).__name__}.") from None
    return key


def _timezone(environment: Mapping[str, str]) -> str:
    name = environment.get("TOTALISATION_TIMEZONE", "UTC")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(f"TOTALISATION_TIMEZONE is {name!r}; name a zone such as Asia/Seoul.") from None
    return name


def _hosts(environment: Mapping[str, str]) -> tuple[str, ...]:
    hosts = environment.get("TOTALISATION_HOSTS", "").replace(",", " ").split()
    if any(not HOST.fullmatch(each) for each in hosts):
        raise SettingError("TOTALISATION_HOSTS holds what is no host; write it desk.example.org, or several by commas.")
    return tuple(hosts)


def _one_of(environment: Mapping[str, str], name: str, default: str, choices: Collection[str]) -> str:
    text = environment.get(name, default)
    if text not in choices:
        raise SettingError(f"{name} is {text!r}; it may be {', '.join(choices)}.")
    return text


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingError(f"{name} is {text!r}; it may be a whole number from {least} to {most}.")
    return int(text)
