"""python -m sandbox.ledger --port 8901"""

import argparse

from .standin import start


def main() -> None:
    parser = argparse.ArgumentParser(description="Stand-in for a plain ledger on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    start(parser.parse_args().port).run_until_told()


if __name__ == "__main__":
    main()
