"""moto_server on a free loopback port, for as long as standard input stays open.

The suites hold the other end of standard input: when the test process ends, however it ends, this
one ends too. Prints one line, the address, once the port answers.
"""

import os
import sys

from moto.server import ThreadedMotoServer


def main() -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
