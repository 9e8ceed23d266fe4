"""Where the app can be reached, and whether the port is free."""

import socket


def port_is_free(host: str, port: int) -> bool:
    """Could a server listen there? Asked a moment before gunicorn does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Does a server listen there?"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    everywhere = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((everywhere.get(host, host), port)) == 0


def _own_address() -> str:
    """This machine's address in its network: nothing is sent, only the route is asked for."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def of(host: str, port: int) -> list[str]:
    """The addresses to print: the machine's own first, then the one for the others."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104  the question, not a binding
        hosts = ["127.0.0.1", _own_address()]
    else:
        hosts = [f"[{host}]" if ":" in host else host]
    return [f"http://{name}:{port}/" for name in dict.fromkeys(hosts) if name]
