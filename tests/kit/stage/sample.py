"""Which cases of a test `make test` plays; `make proof` plays the others.

A case is a system, what is sent, where it breaks off, and so on: one value of each axis. A sample
has each value of each axis, not all with all: those along the diagonal. Of most tests this
diagonal is dealt out, one case to each system in turn, so that another system makes the sample no
longer; each system plays the whole of those with the mark `on_every_system`.
"""

import itertools
import zlib


def list_cases(system, asked, crossed):
    """:param asked: which of "sent" and "lenient"
    :param crossed: {name: values} of other axes
    :return: [(a value of each of them)], all with all
    """
    axes = {"sent": [*system.writes], "lenient": [False, True]}
    return [*itertools.product(*(axes[name] for name in asked), *crossed.values())]


def draw(test, systems, asked, crossed, everywhere=False):
    """The strict stand-in has its own diagonal, as what is sent twice need not be there twice: of
    what each system names (`System.on_the_strict`), dealt out in any case.

    :param test: its name: it says which system is dealt the first case
    :param everywhere: each system plays all of its diagonal on the lenient stand-in
    :return: {name of a system: [case as in `list_cases`]}
    """
    sample = {system.name: [] for system in systems}
    for lenient in (False, True) if "lenient" in asked else (True,):
        drawn = {}
        for number, system in enumerate(systems):
            axes = find_axes(system, asked, crossed, lenient)
            whole = everywhere and lenient
            drawn[system.name] = [
                order(dict(zip(axes, case, strict=True)), lenient, (*asked, *crossed))
                for case in draw_diagonal([*axes.values()], number if whole else 0)
            ]
        for name, cases in (drawn if everywhere and lenient else deal(drawn, test)).items():
            sample[name] += cases
    return sample


def find_axes(system, asked, crossed, lenient):
    """:return: {name: values}, none of them if the system plays nothing of it"""
    if "sent" not in asked:
        return dict(crossed) if lenient else {"sent": []}
    writes = [*system.writes] if lenient else [*system.on_the_strict]
    # By itself: contacts and one kind of document, and the latter on the strict one.
    return {"sent": writes if crossed else writes[:2] if lenient else writes[-1:], **crossed}


def order(values, lenient, names):
    values["lenient"] = lenient
    return tuple(values[name] for name in names)


def draw_diagonal(axes, begin=0):
    """Each value of each axis at least once.

    :param begin: how many values of the first axis go to its end
    :return: [(a value of each axis)], none if an axis is empty
    """
    if not all(axes):
        return []
    length = max(map(len, axes), default=1)
    moved = [begin, *[0] * len(axes)]
    return [
        tuple(axis[(number + move) % len(axis)] for axis, move in zip(axes, moved, strict=False))
        for number in range(length)
    ]


def deal(drawn, test):
    """:param drawn: {name of a system: its diagonal}
    :return: the same with each place of the diagonal at one system
    """
    first = zlib.crc32(test.encode())  # of a test always the same
    dealt = {name: [] for name in drawn}
    for place in range(max(map(len, drawn.values()), default=0)):
        able = sorted(name for name, cases in drawn.items() if place < len(cases))
        name = able[(first + place) % len(able)]
        dealt[name].append(drawn[name][place])
    return dealt
