"""The desk's commands: ``totalisation serve`` and ``totalisation desk …``.

They are found by the command line as entry points. This module imports only click, so that listing the
commands stays quick, and says what to install where the desk's packages are missing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from web.settings import Settings
    from web.store.database import Database

FAILED: Final = 1
"""Exit status where the desk could not start, or a check has found something."""

ROLES: Final = ("officer", "supervisor", "auditor", "administrator")
SCOPES: Final = ("assess", "cases:read", "cases:write")


def _needs_desk(command: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            import web.app  # noqa: F401
        except ModuleNotFoundError as error:
            raise click.ClickException(f"{error.name} is missing: install totalisation[web].") from None
        from sqlalchemy.exc import SQLAlchemyError

        from web.settings import SettingError
        from web.store.outages import DatabaseGoneError

        try:
            return command(*args, **kwargs)
        except SettingError as error:
            raise click.ClickException(str(error)) from None
        except (SQLAlchemyError, DatabaseGoneError) as error:
            reason = str(getattr(error, "orig", None) or error) or "its file was removed"
            raise click.ClickException(f"The database cannot be used: {' '.join(reason.split())}") from None

    return guarded


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Requests at one time.")
@click.option("--demo", is_flag=True, help="Show example cases, from a database that is deleted at the end.")
@_needs_desk
def serve(host: str, port: int, threads: int, demo: bool) -> None:
    """Open the officer's desk in the browser: case entry, determinations, documents.

    The first start makes the database and asks for the first account; without a terminal it is taken from
    TOTALISATION_FIRST_ACCOUNT, TOTALISATION_FIRST_PASSWORD and TOTALISATION_FIRST_OFFICE.
    """
    from web.server import PortError, run
    from web.settings import Settings
    from web.store.database import Database

    try:
        if demo:
            _serve_demonstration(host, port, threads)
        else:
            settings = Settings.from_environment()
            database = Database(settings.database_url)
            database.migrate()
            _first_account(database)
            run(settings, database, host, port, threads, click.echo)
    except PortError as error:
        raise click.ClickException(str(error)) from None


def _serve_demonstration(host: str, port: int, threads: int) -> None:
    """Serve example cases from a database that is deleted at the end; on a free port where the default is taken."""
    from tempfile import TemporaryDirectory

    from web.demo import demo_database, demo_settings
    from web.server import run

    named = click.get_current_context().get_parameter_source("port") != ParameterSource.DEFAULT
    with TemporaryDirectory(prefix="totalisation-demo-", ignore_cleanup_errors=True) as folder:
        settings = demo_settings(Path(folder))
        database, case_id = demo_database(settings, click.echo)
        run(settings, database, host, port, threads, click.echo, elsewhere=not named, first_page=f"/cases/{case_id}")


@click.group()
def desk() -> None:
    """Keep the officer's desk: accounts, the audit trail, the database."""


@desk.command("add-account")
@click.argument("username")
@click.option("--name", help="Name of its holder; by default the account's.")
@click.option("--role", type=click.Choice(ROLES), default="officer", show_default=True)
@click.option("--office", required=True, help="Code of the office, which is added if it is new.")
@_needs_desk
def add_account(username: str, name: str | None, role: str, office: str) -> None:
    """Open the account USERNAME, whose holder must change the password at the first sign-in.

    The password is asked for; without a terminal it is the first line of the standard input. It is no option, as
    everybody on the machine can read the arguments of a process.
    """
    password = _password()
    _, database = _opened()
    _add(database, username, name or username, role, office, password, must_change_password=True)
    click.echo(f"Account {username} is open.")


@desk.command("add-token")
@click.argument("username")
@click.option("--name", required=True, help="Name of the program that will use it.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), default=("assess",), show_default=True)
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="Days until it ends.")
@_needs_desk
def add_token(username: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token with which a program acts for the account USERNAME, and print it, once.

    Nothing but the token is written to the standard output. It can be revoked at the desk, under "Tokens".
    """
    from datetime import timedelta

    from web.store.accounts import actor_of, officer_named
    from web.store.errors import BadFactsError, NotAllowedError
    from web.store.roles import SYSTEM
    from web.store.tokens import Scope, make_token

    _, database = _opened()
    try:
        with database.writing() as session:
            officer = officer_named(session, username)
            if officer is None:
                raise click.ClickException(f"There is no open account {username}: desk add-account opens one.")
            chosen = [Scope(each) for each in scopes]
            token, text = make_token(session, actor_of(officer), name, chosen, timedelta(days=days), by=SYSTEM)
            ends = token.expires_at.date().isoformat()
    except NotAllowedError:
        raise click.ClickException(f"The role of {username} does not allow {', '.join(scopes)}.") from None
    except BadFactsError:
        raise click.ClickException("Give the name of the program that will use the token.") from None
    click.echo(f"Token for {username}, until {ends}. It is shown only now:", err=True)
    click.echo(text)


@desk.command("verify-audit")
@click.option("--noted", metavar="ROW:HASH", help="A row and its hash that were noted elsewhere, to be compared.")
@_needs_desk
def verify_audit(noted: str | None) -> None:
    """Follow the audit trail's chain and say which row was touched; exit status 1 if any was."""
    from web.store.audit import verify

    _, database = _opened()
    with database.reading() as session:
        found = verify(session, _head(noted))
    for finding in found.findings:
        click.echo(str(finding))
    if not found.sound:
        sys.exit(FAILED)
    click.echo(f"{found.rows} rows, none touched. To be noted elsewhere: {found.rows}:{found.head}")


@desk.command("migrate")
@click.option("--to", "revision", default="head", show_default=True, help="Revision to go to, up or down.")
@_needs_desk
def migrate(revision: str) -> None:
    """Bring the database's tables up to date, as each start does by itself."""
    from web.settings import Settings
    from web.store.database import Database

    if revision == "base":
        click.confirm("This deletes all cases, determinations and the audit trail. Go on?", abort=True)
    Database(Settings.from_environment().database_url).migrate(revision)
    click.echo("The tables are up to date." if revision == "head" else f"The tables are at {revision}.")


@desk.command("where")
@_needs_desk
def where() -> None:
    """Tell where the desk keeps its data."""
    from web.settings import Settings, data_folder, url_shown

    click.echo(f"folder: {data_folder()}")
    click.echo(f"database: {url_shown(Settings.from_environment().database_url)}")


def _password() -> str:
    """The password that is typed twice, or sent."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _opened() -> tuple[Settings, Database]:
    from web.settings import Settings
    from web.store.database import Database

    settings = Settings.from_environment()
    database = Database(settings.database_url)
    database.migrate()
    return settings, database


def _add(
    database: Database,
    username: str,
    name: str,
    role: str,
    office_code: str,
    password: str,
    must_change_password: bool,
    office_name: str = "",
) -> None:
    from sqlalchemy import select

    from web.store.accounts import BadNameError, add_account, add_office
    from web.store.errors import NameTakenError, StoreError, WeakPasswordError
    from web.store.models import Office
    from web.store.roles import SYSTEM, Role

    told: dict[type[StoreError], str] = {
        BadNameError: "An account is named by 3 to 64 small letters, figures, dots and hyphens; "
        "an office by up to 16 capital letters, figures and hyphens.",
        NameTakenError: f"There is an account {username} already.",
        WeakPasswordError: "A password has 12 to 200 characters and does not contain the name of the account.",
    }
    try:
        with database.writing() as session:
            office = session.scalar(select(Office).where(Office.code == office_code.strip().upper()))
            if office is None:
                office = add_office(session, SYSTEM, office_code, office_name or office_code)
            add_account(
                session,
                SYSTEM,
                office_id=office.id,
                username=username,
                display_name=name,
                role=Role(role),
                password=password,
                must_change_password=must_change_password,
            )
    except tuple(told) as error:
        raise click.ClickException(told[type(error)]) from None


def _first_account(database: Database) -> None:
    """Open the first administrator's account, if there is none: from the environment or by asking."""
    import os

    from web.store.accounts import has_administrator

    with database.reading() as session:
        if has_administrator(session):
            return
    username = os.environ.get("TOTALISATION_FIRST_ACCOUNT", "")
    password = os.environ.get("TOTALISATION_FIRST_PASSWORD", "")
    office = os.environ.get("TOTALISATION_FIRST_OFFICE", "MAIN")
    if username and password:
        _add(database, username, username, "administrator", office, password, must_change_password=True)
        return
    if not sys.stdin.isatty():
        raise click.ClickException(
            "There is no account yet: set TOTALISATION_FIRST_ACCOUNT and TOTALISATION_FIRST_PASSWORD, "
            "or start once at a terminal."
        )
    click.echo("There is no account yet. The first is an administrator's, who opens the others.")
    office = click.prompt("Code of the office (capital letters, figures)", default=office)
    office_name = click.prompt("Name of the office", default=office)
    username = click.prompt("Name of the account", default="admin")
    password = click.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    _add(database, username, username, "administrator", office, password, False, office_name)


def _head(noted: str | None) -> tuple[int, str] | None:
    if noted is None:
        return None
    row, _, hashed = noted.partition(":")
    if not row.isascii() or not row.isdigit() or len(hashed) != 64:
        raise click.BadParameter("write it ROW:HASH, as verify-audit told it", param_hint="--noted")
    return int(row), hashed
