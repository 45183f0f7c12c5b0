"""A real Neo4j for the tests: its parts from Maven, a fresh home, a free port, one for the whole test session.

`KG_TEST_NEO4J_URI` (with `_USER`, `_PASSWORD`) points the tests at an empty server of your own instead. `KG_NEO4J_JARS` names the
folder of the jars. Without Java and Maven the tests that need Neo4j are skipped, unless `KG_REQUIRE_SERVICES=1`.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import DriverError, Neo4jError

_POM = Path(__file__).parent / "neo4j" / "pom.xml"
_OPENS = [f"--add-opens=java.base/{package}=ALL-UNNAMED"
          for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")]
_START_SECONDS = 120
_STOP_SECONDS = 15


@dataclass(frozen=True)
class Server:
    """Where a Neo4j listens, and how to get in."""

    uri: str
    user: str
    password: str

    @property
    def port(self) -> int:
        return int(self.uri.rsplit(":", 1)[1])

    def driver(self) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(self.uri, auth=(self.user, self.password), notifications_min_severity="OFF")

    def run(self, text: str, **parameters: object) -> list[list[object]]:
        """A statement behind the back of the store under test."""
        with self.driver() as driver:
            return [list(record.values()) for record in driver.execute_query(text, parameters).records]


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server, empty at the start of the session."""
    if uri := os.environ.get("KG_TEST_NEO4J_URI"):
        given = Server(uri, os.environ.get("KG_TEST_NEO4J_USER", "neo4j"), os.environ.get("KG_TEST_NEO4J_PASSWORD", ""))
        if given.run("MATCH (n) RETURN count(n)") != [[0]]:
            pytest.fail(f"{uri} is not empty: these tests clear it, so give them a server of its own")
        yield given
        return
    if missing := [tool for tool in ("java", "mvn") if shutil.which(tool) is None]:
        reason = f"Neo4j for the tests needs {' and '.join(missing)}"
        if os.environ.get("KG_REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with running(tmp_path_factory.mktemp("neo4j")) as server:
        yield server


@contextmanager
def running(home: Path, *, heap: str = "1g", plugins: Path | None = None) -> Iterator[Server]:
    """Start a server in an empty folder, with the jars of `plugins` in it, and stop it for sure."""
    jars = server_jars()
    server = Server(f"bolt://127.0.0.1:{_free_port()}", "neo4j", secrets.token_hex(12))
    for name in ("conf", "data", "logs", "run", "plugins", "import"):
        (home / name).mkdir(parents=True, exist_ok=True)
    for jar in plugins.glob("*.jar") if plugins else ():
        shutil.copy(jar, home / "plugins")
    (home / "conf" / "neo4j.conf").write_text("\n".join([
        "server.default_listen_address=127.0.0.1", f"server.bolt.listen_address=127.0.0.1:{server.port}",
        "server.http.enabled=false", "server.https.enabled=false", "dbms.usage_report.enabled=false",
        "server.memory.pagecache.size=256m", "dbms.security.auth_minimum_password_length=8"]), encoding="utf-8")
    # As Neo4j's own start script has it: what extends the server is looked for on the class path too.
    java = ["java", f"-Xmx{heap}", "-cp", os.pathsep.join([f"{jars}/*", f"{home / 'plugins'}/*"]), *_OPENS]
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    subprocess.run([*java, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", server.password],
                   env=environment, check=True, capture_output=True, timeout=_START_SECONDS)
    with (home / "logs" / "output.log").open("wb") as output:
        process = subprocess.Popen(
            [*java, "org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}", f"--config-dir={home / 'conf'}"],
            env=environment, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None)
    atexit.register(_stop, process)
    try:
        _wait(server, process, home)
        yield server
    finally:
        _stop(process)
        atexit.unregister(_stop)


def server_jars() -> Path:
    """The folder of the server's jars, filled by Maven the first time."""
    version = re.search(r"<neo4j.version>([\d.]+)<", _POM.read_text(encoding="utf-8"))
    assert version is not None
    given = os.environ.get("KG_NEO4J_JARS")
    return fetched(_POM, Path(given) if given else cache() / f"neo4j-{version[1]}")


def cache() -> Path:
    """Where jars are kept from one run to the next."""
    return Path.home() / ".cache" / "kg-tests"


def fetched(pom: Path, folder: Path) -> Path:
    """The folder, with what the pom depends on in it."""
    if not any(folder.glob("*.jar")):
        # Aside, then renamed: a copy that was cut off must not look like a whole one.
        aside = folder.with_name(f"{folder.name}.{os.getpid()}")
        subprocess.run(["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", "-DincludeScope=runtime",
                        f"-DoutputDirectory={aside.resolve()}"], check=True, timeout=600)
        if any(folder.glob("*.jar")):  # another worker was quicker, and its server runs on them
            shutil.rmtree(aside)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            aside.rename(folder)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes], home: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with server.driver() as driver:
                driver.verify_connectivity()
                return
        except (DriverError, Neo4jError, OSError):
            time.sleep(0.5)
    logs = [path for path in (home / "logs" / "neo4j.log", home / "logs" / "output.log") if path.exists()]
    told = "\n".join(path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in logs)
    raise RuntimeError(f"Neo4j did not start:\n{told}")


def _die_with_parent() -> None:
    """Ask Linux to stop the server when the tests are killed: no clean-up of ours would run then."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP_SECONDS)
