"""The update workflow of the TUF specification (1.0, section 5), by the command line of the public conformance suite.

Seen as the suite sees a client: by exit codes, by what lies in its metadata and target folders, by what it asked for.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import DelegatedRole, Delegations

from player.sync.conformance import EXPECTED_FAILURES, main
from player.sync.feed_client import LIMITS
from playlists.wire import MAX_EDITION_BYTES
from tests.fakes.repository import TOP, Repository, serving

FIRST = ["/metadata/2.root.json", "/metadata/timestamp.json", "/metadata/1.snapshot.json", "/metadata/1.targets.json"]


@dataclass
class Client:
    """The client under test, its folders, and the repository at ``address``."""

    repository: Repository
    address: str
    folder: Path

    def init(self, root: bytes | None = None) -> int:
        trusted = self.folder / "trusted.json"
        trusted.write_bytes(root if root is not None else self.repository.files["/metadata/1.root.json"])
        return main(["--metadata-dir", str(self.folder / "metadata"), "init", str(trusted)])

    def refresh(self) -> int:
        self.repository.asked.clear()
        return main([*self._options(), "refresh"])

    def download(self, target: str) -> int:
        self.repository.asked.clear()
        more = ("--target-base-url", f"{self.address}/targets", "--target-dir", str(self.folder / "targets"))
        return main([*self._options(), *more, "--target-name", target, "download"])

    def version(self, role: str) -> int:
        """Of the metadata that the client trusts; 0 when it has none."""
        path = self.folder / "metadata" / f"{role}.json"
        return int(json.loads(path.read_bytes())["signed"]["version"]) if path.exists() else 0

    def versions(self) -> tuple[int, ...]:
        """Of root, timestamp, snapshot and targets."""
        return tuple(self.version(role) for role in TOP)

    def artifacts(self) -> list[bytes]:
        """Everything in the target folder."""
        return [path.read_bytes() for path in (self.folder / "targets").iterdir()]

    def asked_for(self, kind: str) -> list[str]:
        return [path for path in self.repository.asked if kind in path]

    def _options(self) -> list[str]:
        return ["--metadata-dir", str(self.folder / "metadata"), "--metadata-url", f"{self.address}/metadata"]


@pytest.fixture
def client(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    """Initialised, not yet refreshed."""
    repository = Repository(is_consistent=getattr(request, "param", True))
    with serving(repository) as address:
        (tmp_path / "targets").mkdir()
        client = Client(repository, address, tmp_path)
        assert client.init() == 0
        yield client


class TestTheCommands:
    def test_init_asks_for_nothing(self, client: Client) -> None:
        assert client.repository.asked == []
        assert client.versions() == (1, 0, 0, 0)

    def test_refresh_asks_in_the_order_of_the_specification(self, client: Client) -> None:
        assert client.refresh() == 0
        assert client.repository.asked == FIRST
        assert client.versions() == (1, 1, 1, 1)

    def test_a_refresh_without_news_asks_twice(self, client: Client) -> None:
        client.refresh()
        assert client.refresh() == 0
        assert client.repository.asked == FIRST[:2]

    def test_a_download_refreshes_first(self, client: Client) -> None:
        assert client.download("nothing") == 1
        assert client.repository.asked == FIRST

    @pytest.mark.parametrize("client", [False], indirect=True)
    def test_a_repository_without_consistent_snapshots(self, client: Client) -> None:
        client.repository.add_target("dir/notice", b"text")
        assert client.download("dir/notice") == 0
        assert client.artifacts() == [b"text"]

    def test_it_runs_as_a_program(self, client: Client) -> None:
        program = (sys.executable, "-m", "player.sync.conformance")
        good = subprocess.run((*program, *client._options(), "refresh"), capture_output=True, check=False)
        client.repository.files.clear()
        bad = subprocess.run((*program, *client._options(), "refresh"), capture_output=True, text=True, check=False)
        assert (good.returncode, good.stdout, good.stderr) == (0, b"", b"")
        assert (bad.returncode, bad.stderr.count("\n")) == (1, 1)


class TestRoot:
    @pytest.mark.parametrize("damage", [b"", b"{}", b'{"signed": {}}'])
    def test_no_root_at_all_asks_for_nothing(self, client: Client, damage: bytes) -> None:
        client.init(damage)
        assert client.refresh() == 1
        assert client.repository.asked == []

    def test_an_unsigned_first_root_asks_for_nothing(self, client: Client) -> None:
        root = json.loads(client.repository.files["/metadata/1.root.json"])
        root["signatures"][0]["sig"] = "00" * 64
        client.init(json.dumps(root).encode())
        assert client.refresh() == 1
        assert client.repository.asked == []

    def test_every_root_on_the_way_is_walked_through(self, client: Client) -> None:
        former = client.repository.signers["root"]
        for _ in range(3):
            client.repository.replace_keys("root")
            client.repository.write_root(*former)
            former = client.repository.signers["root"]
        assert client.refresh() == 0
        assert client.version("root") == 4

    def test_a_root_that_the_old_keys_did_not_sign_is_refused(self, client: Client) -> None:
        client.repository.replace_keys("root")
        client.repository.write_root()
        assert client.refresh() == 1
        assert client.versions() == (1, 0, 0, 0)

    def test_a_root_that_its_own_keys_did_not_sign_is_refused(self, client: Client) -> None:
        former = client.repository.signers["root"]
        client.repository.replace_keys("root")
        client.repository.signers["root"] = []
        client.repository.write_root(*former)
        assert client.refresh() == 1
        assert client.version("root") == 1

    @pytest.mark.parametrize("version", [1, 3])
    def test_a_root_of_another_version_than_was_asked_for_is_refused(self, client: Client, version: int) -> None:
        client.repository.root.version = version
        client.repository.write("root")
        client.repository.files["/metadata/2.root.json"] = client.repository.files[f"/metadata/{version}.root.json"]
        assert client.refresh() == 1
        assert client.version("root") == 1

    def test_one_key_that_signs_twice_counts_once(self, client: Client) -> None:
        client.repository.root.roles["root"].threshold = 2
        client.repository.write_root()
        root = json.loads(client.repository.files["/metadata/2.root.json"])
        root["signatures"] *= 2
        client.repository.files["/metadata/2.root.json"] = json.dumps(root).encode()
        assert client.refresh() == 1
        assert client.version("root") == 1

    def test_two_keys_reach_a_threshold_of_two(self, client: Client) -> None:
        client.repository.add_key("root")
        client.repository.root.roles["root"].threshold = 2
        client.repository.write_root()
        assert client.refresh() == 0
        assert client.version("root") == 2

    def test_an_expired_root_on_the_way_to_a_good_one_is_no_hindrance(self, client: Client) -> None:
        client.repository.root.expires -= timedelta(days=60)
        client.repository.write_root()
        client.repository.root.expires += timedelta(days=60)
        client.repository.write_root()
        assert client.refresh() == 0
        assert client.version("root") == 3

    def test_fields_that_nobody_knows_are_part_of_what_is_signed(self, client: Client) -> None:
        client.repository.root.unrecognized_fields["another"] = {"a": 1}
        client.repository.write_root()
        assert client.refresh() == 0
        assert client.version("root") == 2

    @pytest.mark.parametrize(
        "signer",
        [CryptoSigner.generate_rsa, CryptoSigner.generate_ecdsa, CryptoSigner.generate_ed25519],
        ids=["rsa", "ecdsa", "ed25519"],
    )
    def test_the_usual_kinds_of_keys_hold(self, client: Client, signer: object) -> None:
        assert callable(signer)
        client.repository.replace_keys("timestamp")
        client.repository.add_key("timestamp", signer())
        client.repository.root.roles["timestamp"].threshold = 2
        client.repository.write_root()
        client.repository.write_timestamp()
        assert client.refresh() == 0
        assert client.version("timestamp") == 2


class TestExpiry:
    @pytest.mark.parametrize(("role", "trusted"), [("root", 2), ("timestamp", 0), ("snapshot", 0), ("targets", 0)])
    def test_what_is_expired_is_refused(self, client: Client, role: str, trusted: int) -> None:
        client.repository.signed(role).expires -= timedelta(days=60)
        if role == "root":
            client.repository.write_root()
        else:
            client.repository.write(role)
        assert client.refresh() == 1
        assert client.version(role) == trusted
        assert client.version("targets") == 0


class TestRollback:
    @pytest.fixture(autouse=True)
    def third_version(self, client: Client) -> None:
        for _ in range(2):
            client.repository.publish(bump=["targets"])
        assert client.refresh() == 0
        assert client.versions() == (1, 3, 3, 3)

    def test_an_older_timestamp_is_refused(self, client: Client) -> None:
        client.repository.timestamp.version = 2
        client.repository.write("timestamp")
        assert client.refresh() == 1
        assert client.versions() == (1, 3, 3, 3)

    def test_a_timestamp_of_the_same_version_is_not_taken(self, client: Client) -> None:
        client.repository.timestamp.snapshot_meta.version = 100
        client.repository.write("timestamp")
        assert client.refresh() == 0
        kept = json.loads((client.folder / "metadata" / "timestamp.json").read_bytes())
        assert kept["signed"]["meta"]["snapshot.json"]["version"] == 3

    def test_a_timestamp_that_names_an_older_snapshot_is_refused(self, client: Client) -> None:
        client.repository.snapshot.version = 1
        client.repository.publish()
        assert client.refresh() == 1
        assert client.versions() == (1, 3, 3, 3)

    def test_a_snapshot_that_names_older_targets_is_refused(self, client: Client) -> None:
        client.repository.targets.version = 2
        client.repository.publish()
        assert client.refresh() == 1
        assert client.version("targets") == 3

    def test_a_snapshot_that_misses_a_role_is_refused(self, client: Client) -> None:
        client.repository.delegate("people", "people/*")
        assert client.refresh() == 0
        del client.repository.snapshot.meta["people.json"]
        client.repository.snapshot.version += 1
        client.repository.write("snapshot")
        client.repository.write_timestamp()
        assert client.refresh() == 1
        assert client.version("snapshot") == 4

    def test_versions_that_a_thief_pushed_far_ahead_come_back_with_new_keys(self, client: Client) -> None:
        client.repository.timestamp.version = client.repository.snapshot.version = 99_999
        client.repository.publish()
        assert client.refresh() == 0
        client.repository.timestamp.version = client.repository.snapshot.version = 3
        client.repository.replace_keys("timestamp")
        client.repository.replace_keys("snapshot")
        client.repository.write_root()
        client.repository.publish()
        assert client.refresh() == 0
        assert client.versions() == (2, 4, 4, 3)


class TestMixAndMatch:
    @pytest.mark.parametrize("role", ["snapshot", "targets"])
    def test_metadata_of_another_hash_than_was_named_is_refused(self, client: Client, role: str) -> None:
        client.repository.has_hashes = True
        client.repository.publish(bump=["targets"])
        client.repository.signed(role).unrecognized_fields["more"] = "x"
        client.repository.write(role)
        assert client.refresh() == 1
        assert client.version(role) == 0

    @pytest.mark.parametrize("role", ["snapshot", "targets"])
    def test_metadata_of_another_version_than_was_named_is_refused(self, client: Client, role: str) -> None:
        path = client.repository.path(role)
        client.repository.signed(role).version += 1
        client.repository.write(role)
        client.repository.files[path] = client.repository.files[client.repository.path(role)]
        assert client.refresh() == 1
        assert client.version(role) == 0

    @pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
    def test_metadata_that_another_key_signed_is_refused(self, client: Client, role: str) -> None:
        client.repository.signers[role] = [CryptoSigner.generate_ed25519()]
        client.repository.write(role)
        assert client.refresh() == 1
        assert client.version(role) == 0


class TestDownload:
    @pytest.mark.parametrize("path", ["notice", "dir/notice", "dir/sub/notice.txt"])
    def test_a_target_is_there_once(self, client: Client, path: str) -> None:
        client.repository.add_target(path, b"text")
        assert client.download(path) == 0
        assert client.asked_for("/targets/") != []
        assert client.download(path) == 0
        assert client.asked_for("/targets/") == []
        assert client.artifacts() == [b"text"]

    def test_a_changed_target_takes_the_old_ones_place(self, client: Client) -> None:
        client.repository.add_target("notice", b"old")
        client.download("notice")
        client.repository.add_target("notice", b"new")
        assert client.download("notice") == 0
        assert client.artifacts() == [b"new"]

    def test_an_empty_target_is_a_file(self, client: Client) -> None:
        client.repository.add_target("notice", b"")
        assert client.download("notice") == 0
        assert client.artifacts() == [b""]

    @pytest.mark.parametrize("sent", [b"tex", b"texts", b"tixt"], ids=["shorter", "longer", "another"])
    def test_other_bytes_than_were_signed_are_refused(self, client: Client, sent: bytes) -> None:
        target = client.repository.add_target("notice", b"text")
        client.repository.files[f"/targets/{target.get_prefixed_paths()[0]}"] = sent
        assert client.download("notice") == 1
        assert client.artifacts() == []

    def test_one_wrong_hash_of_two_is_enough_to_refuse(self, client: Client) -> None:
        target = client.repository.add_target("notice", b"text", is_published=False)
        target.hashes["sha512"] = "00" * 64
        client.repository.publish(bump=["targets"])
        assert client.download("notice") == 1

    @pytest.mark.parametrize("path", ["../notice", "/etc/notice", "a?b", "a#b", "党务公开"])
    def test_an_odd_name_stays_in_the_folder(self, client: Client, path: str) -> None:
        client.repository.add_target(path, b"text")
        client.download(path)
        assert {one.name for one in client.folder.iterdir()} == {"metadata", "targets", "trusted.json"}
        assert {one.parent for one in (client.folder / "targets").rglob("*")} <= {client.folder / "targets"}


class TestDelegations:
    def test_a_delegated_target_is_found(self, client: Client) -> None:
        client.repository.delegate("people", "people/*")
        client.repository.add_target("people/notice", b"text", "people")
        assert client.download("people/notice") == 0
        assert client.asked_for(".people.json") == ["/metadata/2.people.json"]

    def test_a_role_speaks_only_of_its_own_paths(self, client: Client) -> None:
        client.repository.delegate("people", "people/*")
        client.repository.add_target("budget/notice", b"text", "people")
        assert client.download("budget/notice") == 1

    def test_the_first_role_that_knows_a_target_decides(self, client: Client) -> None:
        for role in ("first", "second"):
            client.repository.delegate(role, "*")
            client.repository.add_target("notice", role.encode(), role)
        assert client.download("notice") == 0
        assert client.artifacts() == [b"first"]

    def test_roles_are_walked_in_depth_first_and_only_as_far_as_needed(self, client: Client) -> None:
        client.repository.delegate("a", "*")
        client.repository.delegate("b", "*")
        client.repository.delegate("c", "*", delegator="a")
        client.repository.add_target("notice", b"text", "c")
        assert client.download("notice") == 0
        assert [path.split(".")[1] for path in client.asked_for("/metadata/")][-3:] == ["targets", "a", "c"]

    def test_nobody_is_asked_after_a_terminating_role(self, client: Client) -> None:
        client.repository.delegate("a", "*", is_terminating=True)
        client.repository.delegate("b", "*")
        client.repository.add_target("notice", b"text", "b")
        assert client.download("notice") == 1
        assert client.asked_for(".b.json") == []

    def test_roles_that_delegate_to_each_other_end(self, client: Client) -> None:
        client.repository.delegate("a", "*")
        client.repository.delegate("b", "*", delegator="a")
        assert client.repository.delegated["b"].delegations is None
        client.repository.delegated["b"].delegations = client.repository.delegated["a"].delegations
        client.repository.publish(bump=["b"])
        assert client.download("notice") == 1

    def test_a_delegated_role_that_another_key_signed_is_refused(self, client: Client) -> None:
        client.repository.delegate("people", "*")
        client.repository.add_target("notice", b"text", "people")
        client.repository.signers["people"] = [CryptoSigner.generate_ed25519()]
        client.repository.write("people")
        assert client.download("notice") == 1
        assert client.artifacts() == []

    def test_a_role_is_checked_with_the_keys_of_whoever_delegates_to_it_now(self, client: Client) -> None:
        a, b = (client.repository.delegate(name, f"{name}/*") for name in ("a", "b"))
        client.repository.delegate("shared", "a/*", delegator="a")
        role = DelegatedRole("shared", [], 1, terminating=False, paths=["b/*"])
        b.delegations = Delegations({}, {"shared": role})
        b.add_key(CryptoSigner.generate_ed25519().public_key, "shared")
        client.repository.publish(bump=["b"])
        for name in ("a", "b"):
            client.repository.add_target(f"{name}/notice", b"text", "shared")
        assert a.delegations is not None
        assert client.download("a/notice") == 0
        assert client.download("b/notice") == 1

    def test_an_expired_delegated_role_is_refused(self, client: Client) -> None:
        client.repository.delegate("people", "*").expires -= timedelta(days=60)
        client.repository.add_target("notice", b"text", "people")
        assert client.download("notice") == 1

    @pytest.mark.parametrize("role", ["?", "#", "/role", "../role", "a b", "角色"])
    def test_an_odd_role_name_is_asked_for_and_kept_safely(self, client: Client, role: str) -> None:
        client.repository.delegate(role, "*")
        client.repository.add_target("notice", b"text", role)
        assert client.download("notice") == 0
        assert {one.name for one in client.folder.iterdir()} == {"metadata", "targets", "trusted.json"}
        assert len(list((client.folder / "metadata").glob("*.json"))) == 5


def more_target_bytes(client: Client) -> int:
    client.repository.add_target("notice", b"x" * (MAX_EDITION_BYTES + 1))
    return client.download("notice")


def more_targets_bytes(client: Client) -> int:
    client.repository.targets.unrecognized_fields["more"] = "x" * LIMITS.targets_max_length
    client.repository.publish(bump=["targets"])
    return client.refresh()


def more_root_bytes(client: Client) -> int:
    client.repository.root.unrecognized_fields["more"] = "x" * LIMITS.root_max_length
    client.repository.write_root()
    return client.refresh()


def web_pages(client: Client) -> int:
    client.repository.content_type = "text/html"
    return client.refresh()


def redirects(client: Client) -> int:
    client.repository.redirects = True
    return client.refresh()


DONE = {
    "a target of more than 16 MiB": more_target_bytes,
    "targets metadata of more than 1 MiB": more_targets_bytes,
    "root metadata of more than 150,000 bytes": more_root_bytes,
    "an answer that calls itself text/html": web_pages,
    "a redirect": redirects,
}


@pytest.mark.parametrize("expected", EXPECTED_FAILURES)
def test_what_is_refused_on_purpose(client: Client, expected: str) -> None:
    assert DONE[expected](client) == 1
