"""Play every fault of the stand-in at every kind of write, and look for lost, doubled or foreign
documents.

python -m kit.faults [--system NAME] [--rows PATTERN] [--at-once N]
    Each row is a fault, each column a kind of call and the chunk it hits. A case begins with clean
    books that hold other people's documents and contacts, some with a number or a name of ours,
    and ends when nothing is left to do. What needs a person (a sign-in, a retry) is done by one;
    then another process counts in the books. A fault that did not fire is a failure, too. What may
    have been written without our knowing also happens on the lenient stand-in, where whatever is
    sent twice is there twice.
"""

import argparse
import queue
import signal
import sys
import threading
from collections import Counter

from kit.stage.faults_cases import CHUNKS, get_columns, get_rows, name_row
from kit.stage.faults_matrix import Matrix
from kit.systems import DEFAULT, get_system
from postgres import Failure


def say(text):
    print(text, flush=True)


class Table:
    """Lines of the table while it is played, and the sums."""

    def __init__(self, system, say=say):
        self.columns = get_columns(system)
        self.say, self.cases, self.sums, self.wrong = say, 0, Counter(), []
        self._lock = threading.Lock()

    def begin(self):
        self.say(" " * 38 + " | ".join(f"{column:^23}" for column in self.columns))
        self.say(" " * 38 + " | ".join(" ".join(f"{c:<7}" for c in CHUNKS) for _ in self.columns))

    def add(self, fault, lenient, results):
        """:param results: {Case: (wrong, by hand)}"""
        cells = {column: [] for column in self.columns}
        with self._lock:
            for case, (wrong, by_hand) in results.items():
                self.cases += 1
                self.sums["lost"] += len(wrong.get("lost", []))
                self.sums["twice"] += len(
                    [*wrong.get("twice", []), *wrong.get("contacts_twice", [])]
                )
                self.sums["foreign"] += len(wrong.get("foreign", []))
                if wrong:
                    self.wrong.append((case, wrong))
                cells[case.column].append(
                    ", ".join(wrong) if wrong else " + ".join(by_hand) or "ok"
                )
            line = " | ".join(
                f"{' '.join(f'{cell:<7}' for cell in each):<23}" for each in cells.values()
            )
            self.say(f"{name_row(fault, lenient):<38}{line}".rstrip())

    def end(self):
        """:return: whether nothing was wrong"""
        for case, wrong in self.wrong:
            self.say(
                f"  {name_row(case.fault, case.lenient)}, {case.column}, {case.chunk}: {wrong}"
            )
        self.say(
            f"faults: {self.cases} cases, {self.sums['lost']} lost, {self.sums['twice']} twice,"
            f" {self.sums['foreign']} foreign"
        )
        return not self.wrong


def play_rows(matrix, rows, table):
    """Play rows until none is left. :param rows: queue of (fault, lenient, [Case])"""
    while True:
        try:
            fault, lenient, cases = rows.get_nowait()
        except queue.Empty:
            return
        table.add(fault, lenient, {case: matrix.play(case) for case in cases})


def play(matrices, rows, table):
    """Several at once, each on a database and a stand-in of its own."""
    waiting, failures = queue.Queue(), []
    for row in rows:
        waiting.put(row)

    def work(matrix):
        try:
            play_rows(matrix, waiting, table)
        except Exception as problem:
            failures.append(problem)

    threads = [threading.Thread(target=work, args=[matrix]) for matrix in matrices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--system", default=DEFAULT)
    parser.add_argument("--rows", default="", help="only those with this pattern in it")
    parser.add_argument("--at-once", type=int, default=2)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    system = get_system(options.system)
    rows = get_rows(system, options.rows)
    cases = sum(len(each) for _fault, _lenient, each in rows)
    say(f"{cases} cases; preparing {options.at_once} databases")
    table, matrices = Table(system), []
    try:
        for number in range(options.at_once):
            matrices.append(Matrix(f"faults_{system.name}_{number}", system))
        table.begin()
        play(matrices, rows, table)
    finally:
        for matrix in matrices:
            matrix.close()
    is_right = table.end()
    if table.cases != cases or not cases:
        raise Failure(f"{cases} cases were to be played")
    return 0 if is_right else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"faults: {problem}")
