"""Let a bookkeeper and a clerk act at random, on both sides of the link, and compare in the end.

python -m kit.soak [--system NAME] [--seed N] [--actions N]
    Between the people run the machines, killed (SIGKILL) at times, and the books refuse, break off,
    babble or answer late. In the end the faults stop, the clerk settles what is a person's to
    settle, and every document is compared. The same seed plays the same actions. What the people
    of a system can do beyond this is told by its own soak (systems/).
"""

import argparse
import random
import signal
import sys
import time
from collections import Counter

from kit.cases import KILLED
from kit.stage.fixture import Fixture, lay_out
from kit.systems import DEFAULT, get_system
from postgres import Failure

CUSTOMERS = 6
STARTED = time.monotonic()


def say(text):
    print(f"[soak {time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


class Soak:
    """One database, one stand-in, and the two people. Here the clerk uploads, retries, resets and
    posts again, and the bookkeeper enters documents and contacts that look like ours.
    """

    def __init__(self, linked, seed, actions, first=0, say=say):
        """:param first: how many documents are left alone"""
        self.linked, self.chance, self.actions, self.say = linked, random.Random(seed), actions, say
        self.system = linked.system
        self.first, self.uploaded = first, 0
        self.done = Counter()

    @classmethod
    def build(cls, purpose, documents, system):
        """:return: the Fixture that it is played on"""
        return Fixture(purpose, documents, CUSTOMERS, lay_out(system), system, send_bills=True)

    def play(self):
        """:return: {what differs: which}, empty if nothing does"""
        self.renew()
        self.upload()
        while sum(self.done.values()) < self.actions:
            self.act()
        return self.finish()

    def renew(self):
        """Clean books, and nothing uploaded."""
        self.linked.renew(0, lenient=True, **self.system.calm)
        self.theirs = {}  # what the bookkeeper entered, as it was

    def get_people(self):
        """:return: [(action, how often)]; one that finds nothing to do says False"""
        return [
            (self.upload, 10), (self.retry, 4), (self.post_again, 3), (self.enter_document, 4),
            (self.enter_contact, 3), (self.expire, 1),
        ]  # fmt: skip

    def act(self):
        actions, weights = zip(*self.get_people(), strict=True)
        [action] = self.chance.choices(actions, weights)
        self.sign_in_again()
        if action() is False:
            return
        self.done[action.__name__] += 1
        count = sum(self.done.values())
        if count % 50 == 0:
            self.say(f"{count} actions: {dict(self.done)}")
        self.after_action()

    def after_action(self):
        """What goes on by itself between two actions."""

    def sign_in_again(self):
        """An administrator does so where the books refused a fresh token, too."""
        if self.system.sign_in and self.linked.execute(
            "SELECT 1 FROM acct_link_token WHERE lapsed"
        ):
            self.linked.sign_in()

    # === THE CLERK === #

    def upload(self, count=0):
        count = count or self.chance.randint(1, 5)
        self.linked.workers.run("queue", documents=count, offset=self.first + self.uploaded)
        self.uploaded += count
        self.set_faults()
        self.run_loop()
        self.linked.finish(3)

    def run_loop(self):
        """Once, and killed at times."""
        workers = self.linked.workers
        pid = workers.start("upload")
        workers.go(pid)
        if self.chance.random() < 0.3:
            time.sleep(self.chance.uniform(0, 0.3))
            workers.kill(pid)
        if (code := workers.wait(pid)) not in (0, KILLED):
            raise Failure(f"The loop ended with {code}; see {workers.log}")

    def set_faults(self):
        """At times something goes wrong with one of the next writes."""
        if self.chance.random() > 0.5:
            return
        # What is written late is not among them: the loop's waits are cut short here.
        names = [
            name
            for name, (values, _may_be_written) in self.system.faults.items()
            if not name.startswith(("kill", "bookkeeper", "commit_later")) and "point" not in values
        ]
        name = self.chance.choice(names)
        values = {**self.system.faults[name][0], "kind": name.split()[0]}
        if "seconds" in values:
            values["seconds"] = 2.5  # longer than the interface waits
        skip = self.chance.randint(0, 3)
        call = self.system.any_write
        self.linked.stand_in.control("faults", **call.fault(**values), skip=skip)

    def retry(self):
        if not self.linked.execute("SELECT 1 FROM acct_link_batch_line WHERE state = 'failed'"):
            return False
        self.linked.workers.run("retry")
        return self.linked.finish(3)

    def post_again(self):
        """A document that is there is reset and posted again: that changes nothing."""
        rows = self.linked.execute(
            "SELECT m.id FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
            " WHERE l.state = 'uploaded' AND m.state = 'posted' ORDER BY m.id"
        )
        if not rows:
            return False
        return self.linked.workers.run("post_again", move_id=self.chance.choice(rows)[0])

    def expire(self):
        return bool(self.system.sign_in) and self.linked.expire_token()

    # === THE BOOKKEEPER === #

    def enter_document(self):
        """A number that is like one of ours, of a customer like ours, in any kind."""
        number = f"COPY/{self.chance.randint(1, 99):05}{self.chance.choice(['A', '-1', '.'])}"
        return self.enter(
            lambda contact: self.system.add_document(
                self.linked.stand_in,
                self.linked.tenant,
                self.chance.choice(self.system.kinds),
                number,
                contact,
                self.chance.randint(1, 500),
            )
        )

    def enter_contact(self):
        name = f"Customer {self.chance.randint(1, CUSTOMERS):05} Limited"
        return self.enter(
            lambda _contact: self.system.add_contact(
                self.linked.stand_in, self.linked.tenant, f"{name} {sum(self.done.values())}"
            )
        )

    def enter(self, do):
        """:param do: callable(id of some contact)"""
        before = self.read_books()
        contacts = [row for row in before.contacts if row["active"]]
        if not contacts:
            return False
        do(self.chance.choice(contacts)["id"])
        after = self.read_books().rows
        self.theirs |= {id_: row for id_, row in after.items() if id_ not in before.rows}
        return True

    def read_books(self):
        books = self.linked.stand_in.control(f"books?tenant={self.linked.tenant}")
        return self.system.read_books(books[self.linked.tenant])

    # === THE END === #

    def finish(self):
        self.linked.stand_in.clear_faults()
        self.linked.stand_in.control("clock", advance=3600)
        self.sign_in_again()
        for _pass in range(2):
            self.linked.finish()
            self.retry()
        return self.judge()

    def judge(self):
        """:return: {what differs: which}"""
        wrong = self.linked.judge()
        theirs = {row["number"] for row in self.read_books().documents if row["id"] in self.theirs}
        strangers = [number for number in wrong.pop("strangers", []) if number not in theirs]
        rows = self.read_books().rows
        wrong["foreign"] = [id_ for id_, row in self.theirs.items() if rows.get(id_) != row]
        wrong["strangers"] = strangers
        if self.linked.found != self.uploaded:
            wrong["not_once"] = [(self.linked.found, self.uploaded)]
        return {name: values for name, values in wrong.items() if values}

    def assert_much_happened(self):
        assert self.uploaded > self.actions / 2


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--system", default=DEFAULT)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--actions", type=int, default=500)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    say(f"seed {options.seed}; preparing the database")
    system = get_system(options.system)
    kind = system.get_soak()
    linked = kind.build(f"soak_{system.name}", max(60, 4 * options.actions), system)
    try:
        wrong = kind(linked, options.seed, options.actions).play()
    finally:
        linked.close()
    for name, values in wrong.items():
        for value in values:
            print(f"  {name}: {value}")
    print(f"soak: {options.actions} actions, {sum(map(len, wrong.values()))} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"soak: {problem}")
