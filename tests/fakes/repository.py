"""Any TUF repository on a real web server, signed with real keys: what a conformance test bends as it likes.

Unlike ``tests.fakes.feed`` it knows nothing of editions. Metadata objects are changed in place and then ``write``-n.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

TOP = ("root", "timestamp", "snapshot", "targets")


class Repository:
    """Version 1 of everything, signed and served; ``files`` is what the server has, ``asked`` what it was asked for."""

    def __init__(self, *, is_consistent: bool = True) -> None:
        self.files: dict[str, bytes] = {}  # path below the server's address -> bytes
        self.content_type = "application/octet-stream"
        self.redirects = False
        self.asked: list[str] = []
        self.has_hashes = False  # whether snapshot and timestamp pin hashes and lengths
        self.later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
        self.root = Root(expires=self.later, consistent_snapshot=is_consistent)
        self.timestamp, self.snapshot = Timestamp(expires=self.later), Snapshot(expires=self.later)
        self.targets = Targets(expires=self.later)
        self.delegated: dict[str, Targets] = {}
        self.signers: dict[str, list[CryptoSigner]] = {}
        for role in TOP:
            self.add_key(role)
        self.write("root", "targets", "snapshot", "timestamp")

    def signed(self, role: str) -> Any:
        """The metadata object of a role."""
        return getattr(self, role) if role in TOP else self.delegated[role]

    def add_key(self, role: str, signer: CryptoSigner | None = None, delegator: str = "root") -> CryptoSigner:
        """A key for a role, told by whoever delegates to it; to be written by the test."""
        signer = signer or CryptoSigner.generate_ed25519()
        self.signed(delegator).add_key(signer.public_key, role)
        self.signers.setdefault(role, []).append(signer)
        return signer

    def replace_keys(self, role: str) -> None:
        """Another key for a top-level role instead of those it has."""
        for signer in self.signers.pop(role, []):
            self.root.revoke_key(signer.public_key.keyid, role)
        self.add_key(role)

    def delegate(self, role: str, *paths: str, is_terminating: bool = False, delegator: str = "targets") -> Targets:
        """A delegated role with a key of its own, told in the delegator and the snapshot; written."""
        parent: Targets = self.signed(delegator)
        parent.delegations = parent.delegations or Delegations({}, {})
        assert parent.delegations.roles is not None
        parent.delegations.roles[role] = DelegatedRole(role, [], 1, terminating=is_terminating, paths=list(paths))
        self.delegated[role] = Targets(expires=self.later)
        self.add_key(role, delegator=delegator)
        self.publish(role, bump=[delegator])
        return self.delegated[role]

    def add_target(self, path: str, data: bytes, role: str = "targets", *, is_published: bool = True) -> TargetFile:
        """A target of a role."""
        target = TargetFile.from_data(path, data, ["sha256"])
        self.signed(role).targets[path] = target
        self.files[f"/targets/{target.get_prefixed_paths()[0] if self.root.consistent_snapshot else path}"] = data
        if is_published:
            self.publish(bump=[role])
        return target

    def publish(self, *new: str, bump: list[str] | None = None) -> None:
        """Write ``new`` roles, ``bump``-ed ones as their next version, and a snapshot and timestamp that name them."""
        for role in bump or []:
            self.signed(role).version += 1
        self.write(*new, *(bump or []))
        for role in ("targets", *self.delegated):
            self.snapshot.meta[f"{role}.json"] = self._meta(role)
        self.snapshot.version += 1
        self.write("snapshot")
        self.write_timestamp()

    def write_timestamp(self) -> None:
        """The next timestamp, naming the snapshot."""
        self.timestamp.snapshot_meta = self._meta("snapshot")
        self.timestamp.version += 1
        self.write("timestamp")

    def write_root(self, *more: CryptoSigner) -> None:
        """The next root, signed by its own keys and ``more``."""
        self.root.version += 1
        self.write("root", more=more)

    def write(self, *roles: str, more: tuple[CryptoSigner, ...] = ()) -> None:
        """Sign and serve roles as they are."""
        for role in roles:
            metadata = Metadata(self.signed(role))
            for signer in (*self.signers[role], *more):
                metadata.sign(signer, append=True)
            self.files[self.path(role)] = metadata.to_bytes()

    def path(self, role: str) -> str:
        """Where the newest metadata of a role is."""
        is_versioned = role == "root" or (role != "timestamp" and self.root.consistent_snapshot)
        name = quote(role, "")
        return f"/metadata/{self.signed(role).version}.{name}.json" if is_versioned else f"/metadata/{name}.json"

    def _meta(self, role: str) -> MetaFile:
        version = self.signed(role).version
        if not self.has_hashes:
            return MetaFile(version)
        return MetaFile.from_data(version, self.files[self.path(role)], ["sha256"])


@contextmanager
def serving(repository: Repository) -> Iterator[str]:
    """Serve a repository; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            repository.asked.append(self.path)
            data = repository.files.get(self.path)
            elsewhere = repository.redirects and not self.path.endswith("?again")
            self.send_response(404 if data is None else 302 if elsewhere else 200)
            self.send_header("Content-Type", repository.content_type)
            self.send_header("Location", f"{self.path}?again")
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Clients may hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
