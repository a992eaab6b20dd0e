"""An agreement decided with other figures of law: a folder of changed parameter files, checked and made use of.

In the folder stands one for each scheme that is changed, named as the scheme is, and in it the files that are
changed: ``FOLDER/SCHEME/FILE.toml`` stands for the whole of the scheme's own ``parameters/FILE.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from totalisation.agreement import Agreement
from totalisation.messages import Fault, FaultsError, message
from totalisation.parameters import Parameter, read_parameter_files
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme
from totalisation.schemes.changed import Reference, changed_files, hash_of, parameter_files
from totalisation.whole_file import write_whole
from totalisation.wording import one_of, shortened


def with_figures(agreement: Agreement, folder: Path) -> Agreement:
    """The agreement under which the figures in ``folder`` apply in place of the schemes' own.

    Everything that decides by it takes them: a single case, a batch, plain or compiled. The files must stay as
    they are for as long as it is in use.

    Raises FaultsError with every fault of the folder: what is no parameter file of a party's scheme, cannot be
    read, or holds other parameters than the file that it stands for.
    """
    if not folder.is_dir():
        raise FaultsError([Fault(str(folder), message("there is no such folder."))])
    schemes = {terms.scheme: scheme_named(terms.scheme) for terms in agreement.parties.values()}
    if faults := [fault for each in sorted(folder.iterdir()) for fault in _faults_of_entry(each, schemes)]:
        raise FaultsError(faults)
    changed = {name: files for name in schemes if (files := changed_files(folder / name))}
    if not changed:
        right = message("Put changed parameter files under {folders}.", folders=_folders(schemes))
        raise FaultsError([Fault(str(folder), message("there are no figures in this folder."), right)])
    names = {name: str(Reference(name, (folder / name).resolve(), hash_of(files))) for name, files in changed.items()}
    parties = {
        code: terms.model_copy(update={"scheme": names.get(terms.scheme, terms.scheme)})
        for code, terms in agreement.parties.items()
    }
    return agreement.model_copy(update={"parties": parties})


def write_figures(agreement: Agreement, folder: Path) -> list[Path]:
    """Copy the parameter files of an agreement's schemes to ``folder``, to be changed, and return the copies.

    Raises FaultsError where one of them stands there already, and then writes none.
    """
    schemes = {terms.scheme: scheme_named(terms.scheme) for terms in agreement.parties.values()}
    copies = {folder / name / file.name: file for name, scheme in schemes.items() for file in parameter_files(scheme)}
    if standing := [Fault(str(copy), message("this file exists already.")) for copy in copies if copy.exists()]:
        raise FaultsError(standing)
    for copy, file in copies.items():
        copy.parent.mkdir(parents=True, exist_ok=True)
        write_whole(copy, file.read_bytes())
    return list(copies)


def figures_folder(agreement: Agreement) -> Path | None:
    """The folder that ``with_figures`` was given for an agreement; None for one with the schemes' own figures."""
    for terms in agreement.parties.values():
        if (reference := Reference.read(terms.scheme)) is not None:
            return reference.folder.parent
    return None


def _folders(schemes: Mapping[str, Scheme]) -> list[str]:
    return [f"{name}/" for name in schemes]


def _faults_of_entry(entry: Path, schemes: Mapping[str, Scheme]) -> Iterator[Fault]:
    """What is wrong with what stands in the folder: a scheme's folder, or figures that have no place there."""
    if entry.is_dir() and entry.name in schemes:
        own = {each.name: each for each in parameter_files(schemes[entry.name])}
        for file in changed_files(entry):
            if file.name in own:
                yield from _faults_of_file(file, own[file.name])
            else:
                yield Fault(str(file), message("the scheme has no such file."), one_of(file.name, own))
    elif entry.is_dir() or entry.suffix == ".toml":
        wrong = message("this is not the folder of a scheme of the parties.")
        yield Fault(
            str(entry), wrong, message("Put changed parameter files under {folders}.", folders=_folders(schemes))
        )


def _faults_of_file(file: Path, own: Path) -> Iterator[Fault]:
    """What is wrong with the changed copy of ``own``: rules need each parameter, in its unit and by its index."""
    try:
        changed = read_parameter_files([file])
    except (OSError, ValueError) as error:
        reason = shortened(str(error).removeprefix(f"{file.name}: ").rstrip("."), 300)
        yield Fault(str(file), message("cannot be read: {error}.", error=reason))
        return
    known = read_parameter_files([own])
    for name in sorted(known.keys() | changed.keys()):
        where = f"{file}: [{name}]"
        if name not in known:
            yield Fault(where, message("the file that this stands for has no such parameter."), one_of(name, known))
        elif name not in changed:
            yield Fault(where, message("the parameter is missing."), message("Keep all parameters of the file."))
        else:
            yield from _faults_of_parameter(where, changed[name], known[name])


def _faults_of_parameter(where: str, changed: Parameter, own: Parameter) -> Iterator[Fault]:
    if (changed.unit, changed.index) != (own.unit, own.index):
        wrong = message("the rules take this parameter in another unit, or by another index.")
        yield Fault(where, wrong, message("Keep unit “{unit}” and index “{index}”.", unit=own.unit, index=own.index))
    if not changed.entries:
        yield Fault(where, message("there are no figures in it."), message("Give one entry at least."))
