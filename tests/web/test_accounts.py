"""Accounts: passwords, lock-out, tokens, and who may keep them."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Literal

import pytest
from sqlalchemy import text

from tests.web.desk import PASSWORD, Desk
from web.store import accounts, audit, passwords, tokens
from web.store.columns import now
from web.store.errors import (
    BadFactsError,
    LastAdministratorError,
    NameTakenError,
    NotAllowedError,
    NotFoundError,
    WeakPasswordError,
)
from web.store.models import ApiToken, Officer
from web.store.roles import ALLOWED, SYSTEM, Actor, Permission, Role
from web.store.tokens import Scope


def sign_in(desk: Desk, name: str, password: str = PASSWORD) -> bool:
    with desk.database.writing() as session:
        return accounts.sign_in(session, desk.usernames[name], password) is not None


def officer(desk: Desk, name: str) -> Officer:
    with desk.database.reading() as session:
        found = session.get(Officer, desk.people[name].id)
        assert found is not None
        return found


def test_the_right_password_signs_in_whatever_the_case_of_the_name(desk: Desk) -> None:
    with desk.database.writing() as session:
        assert accounts.sign_in(session, f" {desk.usernames['officer'].upper()} ", PASSWORD) is not None
        assert accounts.sign_in(session, desk.usernames["officer"], PASSWORD.upper()) is None
        assert accounts.sign_in(session, "nobody.at.all", PASSWORD) is None


def test_passwords_are_kept_as_argon2_hashes_only(desk: Desk) -> None:
    assert officer(desk, "officer").password_hash.startswith("$argon2id$")
    assert officer(desk, "officer").password_hash != officer(desk, "colleague").password_hash


def test_a_hash_of_less_work_is_made_anew_at_sign_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    before = officer(desk, "officer").password_hash
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert sign_in(desk, "officer")
    assert officer(desk, "officer").password_hash != before
    assert sign_in(desk, "officer")


def test_five_wrong_passwords_lock_the_account_for_fifteen_minutes(desk: Desk) -> None:
    for _ in range(4):
        assert not sign_in(desk, "officer", "wrong")
    assert sign_in(desk, "officer")
    for _ in range(5):
        assert not sign_in(desk, "officer", "wrong")
    assert not sign_in(desk, "officer")
    until = officer(desk, "officer").locked_until
    assert until is not None
    assert timedelta(minutes=14) < until - now() <= timedelta(minutes=15)
    with desk.database.writing() as session:
        locked = session.get(Officer, desk.officer.id)
        assert locked is not None
        locked.locked_until = now() - timedelta(seconds=1)
    assert sign_in(desk, "officer")
    assert sign_in(desk, "colleague")


def test_an_administrator_unlocks_and_closes(desk: Desk) -> None:
    for _ in range(5):
        sign_in(desk, "officer", "wrong")
    change(desk, "officer", active=True)
    assert sign_in(desk, "officer")
    change(desk, "officer", active=False)
    assert not sign_in(desk, "officer")


def change(desk: Desk, name: str, *, active: bool = True, role: Role | None = None, password: str = "") -> None:
    with desk.database.writing() as session:
        accounts.change_account(
            session,
            desk.administrator,
            desk.people[name].id or 0,
            office_id=desk.office_id,
            display_name=name,
            role=role or desk.people[name].role,
            active=active,
            password=password,
        )


def test_a_change_of_the_account_or_its_password_ends_its_sign_ins(desk: Desk) -> None:
    ended = [officer(desk, "officer").stamp]
    change(desk, "officer")
    ended.append(officer(desk, "officer").stamp)
    with desk.database.writing() as session:
        assert accounts.change_password(session, desk.officer, "wrong", "another long one") is None
        assert accounts.change_password(session, desk.officer, PASSWORD, "another long one") is not None
    assert not sign_in(desk, "officer")
    assert sign_in(desk, "officer", "another long one")
    with desk.database.reading() as session:
        assert [accounts.officer_with(session, desk.officer.id or 0, each) for each in ended] == [None, None]
        assert accounts.officer_with(session, desk.officer.id or 0, officer(desk, "officer").stamp) is not None


@pytest.mark.parametrize("weak", ["", "short", "elevenchars", "x" * 201, "my-{username}-password"])
def test_a_weak_password_is_refused(desk: Desk, weak: str) -> None:
    weak = weak.format(username=desk.usernames["officer"].upper())
    with desk.database.writing() as session, pytest.raises(WeakPasswordError):
        accounts.change_password(session, desk.officer, PASSWORD, weak)
    assert sign_in(desk, "officer")


def test_the_last_administrator_cannot_be_shut_out(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.execute(
            text("UPDATE officers SET active = false WHERE role = 'administrator' AND id <> :id"),
            {"id": desk.administrator.id},
        )
    with pytest.raises(LastAdministratorError):
        change(desk, "administrator", active=False)
    with pytest.raises(LastAdministratorError):
        change(desk, "administrator", role=Role.OFFICER)
    desk.add("second", Role.ADMINISTRATOR)
    change(desk, "administrator", active=False)


@pytest.mark.parametrize("username", ["", "ab", "-abc", "a b c", "á.b.c", "x" * 65])
def test_a_name_that_is_none_is_refused(desk: Desk, username: str) -> None:
    with desk.database.writing() as session, pytest.raises(accounts.BadNameError):
        accounts.add_account(
            session,
            SYSTEM,
            office_id=desk.office_id,
            username=username,
            display_name="x",
            role=Role.OFFICER,
            password=PASSWORD,
        )


def test_names_are_given_once(desk: Desk) -> None:
    with pytest.raises(NameTakenError):
        desk.add("officer", Role.OFFICER)
    with desk.database.writing() as session, pytest.raises(NameTakenError):
        accounts.add_office(session, SYSTEM, desk.code.lower(), "again")


@pytest.mark.parametrize("who", ["officer", "supervisor", "auditor"])
def test_only_an_administrator_keeps_accounts(desk: Desk, who: str) -> None:
    actor = desk.people[who]
    with desk.database.writing() as session:
        with pytest.raises(NotAllowedError):
            accounts.add_office(session, actor, "X", "x")
        with pytest.raises(NotAllowedError):
            accounts.accounts(session, actor)
        with pytest.raises(NotAllowedError):
            accounts.change_account(
                session, actor, actor.id or 0, office_id=1, display_name="x", role=Role.ADMINISTRATOR, active=True
            )


def test_every_role_has_permissions_and_every_permission_a_role() -> None:
    assert set(ALLOWED) == set(Role)
    assert frozenset().union(*ALLOWED.values()) == set(Permission)
    assert Permission.READ_CASES not in ALLOWED[Role.ADMINISTRATOR]


def test_what_is_typed_for_a_name_is_not_recorded(desk: Desk) -> None:
    with desk.database.writing() as session:
        accounts.sign_in(session, "my secret password", PASSWORD)
    with desk.database.reading() as session:
        rows = session.execute(text("SELECT * FROM audit ORDER BY sequence")).all()
        assert "my secret" not in str(rows)
        assert rows[-1].action == "sign_in.unknown"
        assert audit.verify(session).sound


def token(desk: Desk, actor: Actor, *scopes: Scope, life: timedelta = timedelta(days=1)) -> tuple[ApiToken, str]:
    with desk.database.writing() as session:
        return tokens.make_token(session, actor, "a program", scopes, life)


def acts(desk: Desk, text_of_token: str, scope: Scope) -> Actor | None:
    with desk.database.reading() as session:
        return tokens.actor_with(session, text_of_token, scope)


def test_a_token_acts_for_its_account_within_its_scopes(desk: Desk) -> None:
    made, secret = token(desk, desk.officer, Scope.ASSESS, Scope.CASES_READ)
    assert secret.startswith("ttl_")
    assert secret not in str(made.__dict__)
    assert acts(desk, secret, Scope.ASSESS) == desk.officer
    assert acts(desk, secret, Scope.CASES_WRITE) is None
    assert acts(desk, secret + "x", Scope.ASSESS) is None
    assert acts(desk, "\ud800", Scope.ASSESS) is None


def test_a_token_ends(desk: Desk) -> None:
    made, secret = token(desk, desk.officer, Scope.ASSESS)
    with desk.database.writing() as session, pytest.raises(NotFoundError):
        tokens.revoke_token(session, desk.colleague, made.id)
    with desk.database.writing() as session:
        tokens.revoke_token(session, desk.officer, made.id)
    assert acts(desk, secret, Scope.ASSESS) is None
    made, secret = token(desk, desk.officer, Scope.ASSESS)
    with desk.database.writing() as session:
        session.execute(text("UPDATE api_tokens SET expires_at = created_at WHERE id = :id"), {"id": made.id})
    assert acts(desk, secret, Scope.ASSESS) is None
    _, secret = token(desk, desk.officer, Scope.CASES_WRITE)
    change(desk, "officer", role=Role.AUDITOR)
    assert acts(desk, secret, Scope.CASES_WRITE) is None
    _, secret = token(desk, desk.auditor, Scope.CASES_READ)
    change(desk, "auditor", active=False)
    assert acts(desk, secret, Scope.CASES_READ) is None


def test_a_token_gives_no_more_than_the_role(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        token(desk, desk.auditor, Scope.CASES_WRITE)
    with pytest.raises(BadFactsError):
        token(desk, desk.officer)
    with pytest.raises(BadFactsError):
        token(desk, desk.officer, Scope.ASSESS, life=timedelta(days=400))
    token(desk, desk.officer, Scope.ASSESS)
    with desk.database.reading() as session:
        assert {each.officer_id for each in tokens.tokens_of(session, desk.officer)} == {desk.officer.id}
        assert tokens.tokens_of(session, desk.colleague) == []
        assert len(tokens.tokens_of(session, desk.administrator)) >= 1


@pytest.mark.parametrize("kept", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_password_is_the_same_whichever_way_the_keyboard_composes_it(
    desk: Desk, kept: Literal["NFC", "NFD"], typed: Literal["NFC", "NFD"]
) -> None:
    """Vietnamese keyboards send “ậ” as one character or as three."""
    words = "mật khẩu rất dài"
    with desk.database.writing() as session:
        accounts.change_password(session, desk.officer, PASSWORD, unicodedata.normalize(kept, words))
    with desk.database.writing() as session:
        assert accounts.sign_in(session, desk.usernames["officer"], unicodedata.normalize(typed, words)) is not None


def test_a_password_kept_as_it_was_typed_before_still_opens(desk: Desk) -> None:
    words = unicodedata.normalize("NFD", "mật khẩu rất dài")
    with desk.database.writing() as session:
        officer = session.get(Officer, desk.officer.id)
        assert officer is not None
        officer.password_hash = passwords.HASHER.hash(words)
    with desk.database.writing() as session:
        assert accounts.sign_in(session, desk.usernames["officer"], words) is not None


def test_a_name_and_a_password_of_wide_letters_sign_in(desk: Desk) -> None:
    wide = {ord(each): ord(each) + 0xFEE0 for each in "abcdefghijklmnopqrstuvwxyz0123456789."}
    with desk.database.writing() as session:
        name = desk.usernames["officer"].translate(wide)
        assert accounts.sign_in(session, name, PASSWORD.translate(wide)) is not None
        assert accounts.sign_in(session, name, PASSWORD.translate(wide) + "x") is None
