"""python -m sandbox.myob --port 8903"""

import argparse

from .standin import start


def main() -> None:
    parser = argparse.ArgumentParser(description="Stand-in for the MYOB Business API on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--redirect-uri", action="append", default=[], help="one more allowed")
    options = parser.parse_args()
    server = start(options.port)
    server.stand_in.settings.redirect_uris += options.redirect_uri
    server.run_until_told()


if __name__ == "__main__":
    main()
