from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.small_disk import small_disk
from web.settings import SettingError, Settings, data_folder, secret_key


def given(folder: Path, **more: str) -> Settings:
    return Settings.from_environment({"TOTALISATION_DATA": str(folder), **more})


def test_by_default_there_is_a_file_and_a_key_in_the_users_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = given(folder)
    assert first.database_url == f"sqlite:///{folder / 'desk.sqlite3'}"
    assert first.secure_cookies
    key = folder / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(first.secret_key) >= 32
    assert given(folder).secret_key == first.secret_key
    assert given(tmp_path / "other").secret_key != first.secret_key


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = given(tmp_path, DATABASE_URL="postgresql://u:hidden@h/d")
    assert settings.secret_key not in repr(settings)
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_our_driver(tmp_path: Path, scheme: str) -> None:
    url = given(tmp_path, DATABASE_URL=f"{scheme}://u:p@h:1/d?sslmode=require").database_url
    assert url == "postgresql+psycopg://u:p@h:1/d?sslmode=require"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://h/d"),
        ("DATABASE_URL", "desk.sqlite3"),
        ("SECRET_KEY", "too short"),
        ("TOTALISATION_SESSION_IDLE_MINUTES", "0"),
        ("TOTALISATION_SESSION_IDLE_MINUTES", "ten"),
        ("TOTALISATION_SESSION_HOURS", "1000"),
        ("TOTALISATION_TRUSTED_PROXIES", "-1"),
        ("TOTALISATION_LANGUAGE", "fr"),
        ("TOTALISATION_LOG_LEVEL", "INFO"),
        ("TOTALISATION_LOG_LEVEL", "everything"),
        ("TOTALISATION_LARGEST_REQUEST", "10_000_001"),
        ("TOTALISATION_LARGEST_BATCH", "0"),
        ("TOTALISATION_BATCHES_AT_ONCE", "0"),
        ("TOTALISATION_API_REQUESTS", "-1"),
        ("TOTALISATION_API_FAILURES", "many"),
        ("TOTALISATION_SIGN_IN_FAILURES", "0"),
        ("TOTALISATION_HOSTS", "https://desk.test"),
        ("TOTALISATION_HOSTS", "desk.test:8000"),
        ("TOTALISATION_HOSTS", "desk.test, *"),
        ("TOTALISATION_TIMEZONE", "Mars/Olympus"),
        ("TOTALISATION_TIMEZONE", "../etc/passwd"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        given(tmp_path, **{name: value})


@pytest.mark.fault
def test_a_key_file_that_was_emptied_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(SettingError, match="secret-key"):
        given(tmp_path)


@pytest.mark.fault
def test_a_key_that_finds_no_room_leaves_no_half_of_it(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        disk.fill()
        with pytest.raises(SettingError, match="secret-key cannot be written: No space left on device"):
            secret_key({}, disk.folder)
        assert disk.names() == []
        disk.free()
        assert secret_key({}, disk.folder) == secret_key({}, disk.folder)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_file_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    key = given(tmp_path).secret_key
    (tmp_path / "secret-key").chmod(mode)
    with pytest.raises(SettingError, match="secret-key can be read by others") as raised:
        given(tmp_path)
    assert key not in str(raised.value)
    (tmp_path / "secret-key").chmod(0o400)
    assert given(tmp_path).secret_key == key


def test_what_is_given_is_taken(tmp_path: Path) -> None:
    settings = given(
        tmp_path,
        SECRET_KEY="k" * 32,
        TOTALISATION_SESSION_IDLE_MINUTES="5",
        TOTALISATION_SESSION_HOURS="8",
        TOTALISATION_INSECURE_COOKIES="1",
        TOTALISATION_TRUSTED_PROXIES="1",
        TOTALISATION_LANGUAGE="vi",
        TOTALISATION_LOG_LEVEL="warning",
        TOTALISATION_TIMEZONE="Asia/Ho_Chi_Minh",
        TOTALISATION_LARGEST_REQUEST="1000000",
        TOTALISATION_LARGEST_BATCH="2000000",
        TOTALISATION_BATCHES_AT_ONCE="3",
        TOTALISATION_API_REQUESTS="4",
        TOTALISATION_API_FAILURES="5",
        TOTALISATION_SIGN_IN_FAILURES="6",
        TOTALISATION_HOSTS="desk.test, .office.test [::1]",
    )
    assert (settings.sign_in_failures_per_minute, settings.hosts) == (6, ("desk.test", ".office.test", "[::1]"))
    assert (settings.largest_request, settings.largest_batch, settings.batches_at_once) == (1_000_000, 2_000_000, 3)
    assert (settings.api_requests_per_minute, settings.api_failures_per_minute) == (4, 5)
    assert (settings.secret_key, settings.session_idle_minutes, settings.session_hours) == ("k" * 32, 5, 8)
    assert (settings.secure_cookies, settings.trusted_proxies) == (False, 1)
    assert settings.log_level == "warning"
    assert (settings.default_language, settings.timezone) == ("vi", "Asia/Ho_Chi_Minh")
    assert not (tmp_path / "secret-key").exists()


def test_the_folder_is_the_users_own_by_default() -> None:
    assert data_folder({}).is_absolute()
