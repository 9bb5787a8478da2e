"""Kill the upload at random moments and look for lost or doubled documents.

python -m kit.kill [--system NAME] [--seed N] [--kills N] [--documents N] [--customers N]
                   [--lenient]
    An undisturbed upload is measured first. Then the process that runs the loop is killed (SIGKILL)
    at moments spread over the upload, contacts and renewals of the token included, and started
    again; some writes come seconds late, without an answer. The second half of the
    kills happens on the lenient stand-in, where whatever is sent twice is there twice; with
    --lenient all of them. In the end another process counts.
"""

import argparse
import random
import signal
import sys
import time
from collections import Counter

from kit.stage.fixture import LATE, Fixture, lay_out
from kit.systems import DEFAULT, get_system
from postgres import Failure

LATE_SHARE = 0.25
SECONDS = 300


def say(text):
    print(f"[kill {time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


STARTED = time.monotonic()


def get_settings(system):
    """The books take their time; and as a token is renewed a minute before its end, these live for
    a second.
    """
    short = {system.sign_in_seconds: 61} if system.sign_in_seconds else {}
    return {"latency_ms": system.pace, **short, **system.calm}


def measure(linked, documents):
    """:return: seconds of an upload that nothing disturbs"""
    linked.renew(documents, **get_settings(linked.system))
    started = time.monotonic()
    linked.workers.run("upload")
    seconds = time.monotonic() - started
    if wrong := linked.judge():
        raise Failure(f"The upload fails even without kills: {wrong}")
    return seconds


def choose_moments(chance, kills, chunk, seconds):
    """One kill in each of as many equal parts of the work, the last chunk left out.

    :param chunk: its share of the work
    :param seconds: of the whole work
    :return: [(share of the work that is done by then, seconds to live on)]
    """
    return [
        ((number + chance.random()) / kills * (1 - chunk), chance.uniform(0, chunk * seconds))
        for number in range(kills)
    ]


def run_to_death(linked, share, seconds, task="upload"):
    """Run the loop until this share of the work is done and for some seconds more, again if it
    ends meanwhile; then kill it.

    :return: whether it was killed; False: nothing is left to upload
    """
    deadline = time.monotonic() + SECONDS
    end = None
    while time.monotonic() < deadline:
        pid = linked.workers.start(task)
        linked.workers.go(pid)
        while (code := linked.workers.poll(pid)) is None:
            if end is None and linked.get_share() >= share:
                end = time.monotonic() + seconds
            if end and time.monotonic() >= end:
                linked.workers.kill(pid)
                return linked.workers.wait(pid) == -signal.SIGKILL
            time.sleep(0.01)
        if code:
            raise Failure(f"The loop ended with {code}; see {linked.workers.log}")
        if not linked.count_open():
            return False
        time.sleep(0.1)
    raise Failure("The upload does not go on")


def kill(linked, documents, seed, kills, lenient=False, say=say):
    """Upload so many documents, killed so many times. :return: number of kills"""
    seconds = measure(linked, documents)
    say(f"undisturbed: {documents} documents in {seconds:.1f} s")
    chance = random.Random(seed)
    linked.renew(documents, **get_settings(linked.system), lenient=lenient)
    moments = choose_moments(chance, kills, linked.system.chunk / documents, seconds)
    for number, (share, pause) in enumerate(moments):
        if number == kills // 2:
            linked.stand_in.control("settings", lenient=True)
        late = chance.random() < LATE_SHARE
        if late:
            fault = linked.system.any_write.fault("commit_later", seconds=LATE)
            linked.stand_in.control("faults", **fault)
        if not run_to_death(linked, share, pause):
            return number
        where = "lenient" if lenient or number >= kills // 2 else "strict"
        note = ", a write comes late" if late else ""
        say(f"kill {number + 1} of {kills}, {where}{note}: {describe(linked)}")
    linked.finish_in_time(SECONDS)
    return kills


def describe(linked):
    """What the killed process left behind."""
    [[uploaded]] = linked.execute(
        "SELECT count(*) FROM acct_link_batch_line WHERE state = 'uploaded'"
    )
    left = Counter(
        f"{kind or 'contacts'} {state}"
        for kind, state in linked.execute(
            "SELECT kind, state FROM acct_link_request WHERE state NOT IN ('done', 'void')"
        )
    )
    requests = ", ".join(f"{count} x {name}" for name, count in left.items())
    return f"{uploaded} uploaded; requests: {requests or 'none'}"


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--system", default=DEFAULT)
    parser.add_argument("--documents", type=int, default=0, help="0: what is many for the system")
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--lenient", action="store_true")
    options = parser.parse_args()
    system = get_system(options.system)
    documents = options.documents or 5 * system.many
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say(f"seed {options.seed}; preparing the database")
    linked = Fixture(
        f"kill_{system.name}",
        documents,
        options.customers,
        lay_out(system),
        system,
        send_bills=True,
    )
    try:
        kills = kill(linked, documents, options.seed, options.kills, options.lenient)
        calls = linked.stand_in.control("calls")["counters"]["endpoints"]
        wrong = linked.judge()
    finally:
        linked.close()
    for name, count in sorted(calls.items()):
        print(f"  {count:>5} {name}")
    for name, values in wrong.items():
        print(f"  {name}: {values}")
    print(
        f"kill: {kills} kills, {documents} documents, {len(wrong.get('lost', []))} lost, "
        f"{len(wrong.get('twice', []))} twice"
    )
    return 0 if kills == options.kills and not wrong else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as problem:
        sys.exit(f"kill: {problem}")
