"""A process that writes runs and persons until it is killed, and says on stdout what was acknowledged.

Arguments: address of the ledger, keys directory, first number, limit of file size in bytes (0: none).
"""

from __future__ import annotations

import resource
import signal
import sys
from itertools import count
from pathlib import Path

from graph_service.errors import GraphServiceError
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import open_ledger
from tests.ledger import samples

OUTCOMES = 5


def main(url: str, keys: str, first: str, limit: str) -> None:
    ledger = open_ledger(url, KeyRing(Path(keys)), samples.clock)
    if int(limit):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        for number in count(int(first)):
            event = f"ev-{number}"
            outcomes = [samples.outcome(event, f"R{rule}") for rule in range(OUTCOMES)]
            ledger.store_run(samples.run(f"in-{number}", (event,)), outcomes)
            key = ledger.person_keys([samples.person(number)])[0]
            sys.stdout.write(f"{number} {key}\n")
            sys.stdout.flush()
    except GraphServiceError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(3)


if __name__ == "__main__":
    main(*sys.argv[1:])
