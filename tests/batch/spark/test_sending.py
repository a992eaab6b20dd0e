"""Agreements sent to another machine."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.batch.spark.sending import SentAgreement
from totalisation.messages import FaultsError
from totalisation.other_figures import with_figures
from totalisation.schemes import scheme_named

AGREEMENT = find_agreement("vn-kr")


def other_figures(folder: Path) -> Path:
    """A folder in which a figure of one party is another."""
    own = scheme_named("korea").folder / "parameters" / "basic_amount.toml"
    text = own.read_text(encoding="utf-8")
    assert text.count('2008 = "1.500"') == 1
    (folder / "korea").mkdir(parents=True)
    (folder / "korea" / own.name).write_text(text.replace('2008 = "1.500"', '2008 = "3.000"'), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", agreement_names())
def test_an_agreement_arrives_as_it_was_sent(name: str, tmp_path: Path) -> None:
    agreement = find_agreement(name)
    sent: SentAgreement = pickle.loads(pickle.dumps(SentAgreement.of(agreement)))
    assert sent.unpacked(tmp_path) == agreement
    assert not list(tmp_path.iterdir())


def test_changed_figures_go_with_it(tmp_path: Path) -> None:
    other = with_figures(AGREEMENT, other_figures(tmp_path / "here"))
    figures = scheme_named(other.parties["KR"].scheme).parameters
    sent = SentAgreement.of(other)
    assert sent != SentAgreement.of(AGREEMENT)
    assert str(tmp_path) not in repr(sent)
    shutil.rmtree(tmp_path / "here")
    there = tmp_path / "there"
    there.mkdir()
    received = sent.unpacked(there)
    assert scheme_named(received.parties["KR"].scheme).parameters == figures
    assert figures != scheme_named("korea").parameters
    assert received.parties["VN"] == AGREEMENT.parties["VN"]


def test_figures_that_were_changed_meanwhile_are_not_sent(tmp_path: Path) -> None:
    other = with_figures(AGREEMENT, other_figures(tmp_path))
    shutil.rmtree(tmp_path / "korea")
    with pytest.raises(FaultsError, match="changed while they were in use"):
        SentAgreement.of(other)
