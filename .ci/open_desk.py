"""`make run`: it must decide the example case, open the desk on it, and end when it is interrupted.

The desk is found as a person finds it, by what `make run` tells; the example's page is read after signing in.
Nothing here waits without an end, and whatever is not as it should be ends with exit status 1.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import IO
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener, urlopen

LONGEST_START = 900
"""Seconds; the first `make run` makes the environment."""

LONGEST_ANSWER = 60
LONGEST_END = 60

ACCOUNTS = re.compile(r"Demonstration accounts: (\w+).*password of each: (\S+)")
EXAMPLE = re.compile(r"The example case: (http://[^/]+)(/cases/\d+)")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def main() -> None:
    """Run it, look at it, end it."""
    run = subprocess.Popen(
        ["make", "run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    told: list[str] = []
    assert run.stdout is not None
    listening = threading.Thread(target=listen, args=(run.stdout, told), daemon=True)
    listening.start()
    try:
        address, page, username, password = example(run, told)
        must(urlopen(f"{address}/readyz", timeout=LONGEST_ANSWER).status == 200, "the desk is not ready")
        must("Viet Nam owes VND 1,800,000 a month" in "".join(told), "the example was not decided on the command line")
        browser = signed_in(address, username, password)
        shown = read(browser, address + page)
        determination = re.search(r'href="(/determinations/\d+)"', shown)
        must(determination is not None, "the example's page names no determination")
        assert determination is not None
        must(
            "Viet Nam owes VND 1,800,000 a month" in read(browser, address + determination[1]),
            "the example's determination is not shown",
        )
        os.killpg(run.pid, signal.SIGINT)
        run.wait(LONGEST_END)
        listening.join(LONGEST_END)
        must("Traceback" not in "".join(told), "make run did not end cleanly")
        must(not answers(address), "the desk goes on after make run has ended")
    except subprocess.TimeoutExpired:
        raise SystemExit("make run does not end when it is interrupted") from None
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
    print("The example was decided, the desk opened on it, and ended.")


def listen(stream: IO[str], told: list[str]) -> None:
    """Keep what is told, and pass it on."""
    for line in stream:
        told.append(line)
        print(line, end="", flush=True)


def example(run: subprocess.Popen[str], told: list[str]) -> tuple[str, str, str, str]:
    """The address of the desk, the path of the example's page, an account and its password: once they are told."""
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        text = "".join(told)
        found, accounts = EXAMPLE.search(text), ACCOUNTS.search(text)
        if found is not None and accounts is not None:
            return found[1], found[2], accounts[1], accounts[2]
        must(run.poll() is None, f"make run ended by itself, with status {run.returncode}")
        time.sleep(0.2)
    raise SystemExit("make run has not opened the desk in time")


def signed_in(address: str, username: str, password: str) -> OpenerDirector:
    """A browser signed in. The desk's cookies are for HTTPS, which this machine itself does not need."""
    policy = DefaultCookiePolicy(secure_protocols=("http", "https"))
    browser = build_opener(HTTPCookieProcessor(CookieJar(policy)))
    token = TOKEN.search(read(browser, f"{address}/sign-in"))
    assert token is not None
    form = {"csrf_token": token[1], "username": username, "password": password, "next": "/"}
    browser.open(f"{address}/sign-in", urlencode(form).encode(), timeout=LONGEST_ANSWER).read()
    return browser


def read(browser: OpenerDirector, address: str) -> str:
    """The text of a page."""
    with browser.open(address, timeout=LONGEST_ANSWER) as answer:
        text: str = answer.read().decode()
        return text


def answers(address: str) -> bool:
    """Whether anything answers there."""
    try:
        urlopen(f"{address}/healthz", timeout=5).close()
    except (URLError, OSError):
        return False
    return True


def must(true: bool, otherwise: str) -> None:
    """End with what is wrong, unless all is well."""
    if not true:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    main()
