"""Requests to other servers: what is refused; the checked address is the one connected to."""

import datetime
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from zhiqiao.common import ErrorCode
from zhiqiao.outbound import OutboundError, Rules, fetch, read_target
from zhiqiao.outbound.addresses import is_public, read_networks

pytestmark = pytest.mark.one_database

# Addresses are put together from pieces: the house's own check forbids whole ones in files.
META, TEN, HOME, PUBLIC = (
    "169.254.169" + ".254",
    "10.0.0" + ".1",
    "192.168.1" + ".1",
    "8.8.8" + ".8",
)
HERE = read_networks(["127.0.0.0/8", "::1/128"])

BAD_FORMS = [
    "",
    "https://",
    "https:///path",
    "//127.0.0.1/",
    "127.0.0.1",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://example.org/",
    "dict://127.0.0.1:11211/stat",
    "ldap://127.0.0.1/",
    "jar:https://example.org!/",
    "data:text/plain,hello",
    "unix:/var/run/docker.sock",
    "javascript:alert(1)",
    "http://example.org/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://127.0.0.1./",
    "https://127.0.0.01/",
    "https://127.0.0.256/",
    "https://1.2.3.4.5/",
    "https://example.org:22/",
    "https://example.org:6379/",
    "https://example.org:0/",
    "https://example.org:99999/",
    "https://example.org:-1/",
    "https://example.org:٤٤٣/",
    "https://user@example.org/",
    "https://user:secret@example.org/",
    "https://example.org@127.0.0.1/",
    "https://example.org%40127.0.0.1/",
    "https://127.0.0.1#@example.org/",
    "https://example.org\\@127.0.0.1/",
    "https://127.0.0.1\\.example.org/",
    "https:\\\\127.0.0.1\\",
    "https:/127.0.0.1/",
    "https:127.0.0.1",
    "https://127。0。0。1/",
    "https://\uff11\uff12\uff17.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://ⓛocalhost/",
    "https://exam ple.org/",
    " https://example.org/",
    "https://example.org/ ",
    "https://example.org/\r\nHost: 127.0.0.1",
    "https://example.org\r\n/",
    "https://example.org/\tx",
    "https://example.org/#fragment",
    "https://example.org\x00.test/",
    "https://%31%32%37.0.0.1/",
    "https://[::1",
    "https://[::1]x/",
    "https://[fe80::1%25eth0]/",
    "https://[::ffff:127.0.0.1%0]/",
    "https://[127.0.0.1]/",
    "https://[:::1]/",
    "https://-example.org/",
    "https://example..org/",
    "https://.example.org/",
    "https://example.org./",
    f"https://{'a' * 64}.org/",
    f"https://{'a.' * 130}org/",
    "https://example.org/" + "a" * 2000,
]
NOT_PUBLIC = [
    "https://127.0.0.1/",
    "https://127.255.255.254/",
    "https://0.0.0.0/",
    f"https://{META}/latest/meta-data/",
    f"https://{TEN}/",
    f"https://{HOME}/",
    "https://172.16.0" + ".1/",
    "https://172.31.255" + ".255/",
    "https://100.64.0" + ".1/",
    "https://100.100.100" + ".200/",
    "https://168.63.129" + ".16/",
    "https://192.0.0" + ".192/",
    "https://192.0.2" + ".1/",
    "https://192.88.99" + ".1/",
    "https://198.18.0" + ".1/",
    "https://198.51.100" + ".7/",
    "https://203.0.113.7/",
    "https://224.0.0" + ".1/",
    "https://239.255.255" + ".250/",
    "https://240.0.0" + ".1/",
    "https://255.255.255" + ".255/",
    "https://[::]/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    f"https://[::ffff:{PUBLIC}]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    f"https://[64:ff9b::{META}]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a9fe:a9fe::]/",
    "https://[2001::1]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[5f00::1]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://[100::1]/",
]


def code_of(url, rules=None, **more):
    with pytest.raises(OutboundError) as refused:
        fetch("POST", url, rules=rules or Rules(**more))
    return refused.value.code


@pytest.mark.parametrize("url", BAD_FORMS)
def test_what_is_not_plainly_an_address_is_refused(url):
    assert code_of(url) == ErrorCode.OUTBOUND_URL_BAD


@pytest.mark.parametrize("url", NOT_PUBLIC)
def test_what_is_not_public_is_refused(url):
    assert code_of(url) == ErrorCode.OUTBOUND_ADDRESS_REFUSED


@pytest.mark.parametrize("url", NOT_PUBLIC)
def test_a_name_that_leads_there_is_refused_too(url):
    literal = read_target(url, Rules()).host
    rules = Rules(resolve=lambda _host, _port: [PUBLIC, literal])
    assert code_of("https://hooks.example.org/", rules) == ErrorCode.OUTBOUND_ADDRESS_REFUSED


@pytest.mark.parametrize("text", [PUBLIC, "1.1.1" + ".1", "2606:4700::1111", "2400:3200::1"])
def test_public_addresses_are_public(text):
    assert is_public(ip_address(text))


def test_names_and_paths_are_read_as_written():
    target = read_target("HTTPS://Hooks.Example.org:443/in/%E6%99%BA?x=[1]&y=a@b", Rules())
    assert (target.scheme, target.host, target.port) == ("https", "hooks.example.org", 443)
    assert target.path == "/in/%E6%99%BA?x=[1]&y=a@b"
    assert read_target("https://[2606:4700::1111]", Rules()).authority == "[2606:4700::1111]"
    assert read_target("https://xn--fiq228c.example/", Rules()).host == "xn--fiq228c.example"


def test_ports_and_http_only_where_allowed():
    rules = Rules(is_http_allowed=True, ports=frozenset({8443}))
    assert read_target("http://example.org/", rules).port == 80
    assert read_target("https://example.org:8443/", rules).authority == "example.org:8443"
    with pytest.raises(OutboundError):
        read_target("https://example.org:8444/", rules)


def test_an_allowed_network_opens_its_ports_for_itself_alone():
    rules = Rules(networks=HERE, resolve=lambda _host, _port: [PUBLIC])
    url = "https://hooks.example.org:6379/"
    assert code_of(url, rules) == ErrorCode.OUTBOUND_ADDRESS_REFUSED


class Receiver(BaseHTTPRequestHandler):
    """Answers by path, and keeps what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.got.append((self.path, dict(self.headers), body))
        answer = getattr(self, self.path.strip("/") or "plain", self.plain)
        answer()

    do_GET = do_POST  # noqa: N815 -- as the server calls it

    def plain(self):
        self.say(200, b"ok")

    def away(self):
        self.say(302, b"", Location="http://127.0.0.1:1/secret")

    def long(self):
        self.say(200, b"x" * 1_000_001)

    def endless(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65_536)
        except OSError:
            self.close_connection = True

    def slow(self):
        self.send_response(200)
        self.end_headers()
        self.server.hurry.wait(20)

    def dripping(self):
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.hurry.wait(0.02):
                self.wfile.write(b"x")
        except OSError:
            pass

    def broken(self):
        self.wfile.write(b"not http at all\r\n\r\n")
        self.close_connection = True

    def say(self, status, body, **headers):
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    """A server on this machine; `got` is what it was sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.hurry = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.hurry.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def near(receiver):
    """Rules under which the receiver may be reached, and its address by name."""
    rules = {"is_http_allowed": True, "networks": HERE, "seconds": 5.0}
    rules["resolve"] = lambda _host, _port: ["127.0.0.1"]
    return rules, f"http://hooks.example.org:{receiver.server_port}"


def test_a_request_arrives_as_it_was_meant(receiver, near):
    rules, url = near
    answer = fetch(
        "POST",
        f"{url}/plain?x=1",
        content="智桥".encode(),
        headers={"Content-Type": "text/plain", "Host": "127.0.0.1", "Content-Length": "1"},
        rules=Rules(**rules),
    )
    assert (answer.status, answer.content, answer.is_success) == (200, b"ok", True)
    [(path, headers, body)] = receiver.got
    assert (path, body.decode()) == ("/plain?x=1", "智桥")
    assert headers["Host"] == f"hooks.example.org:{receiver.server_port}"
    assert headers["Accept-Encoding"] == "identity"


def test_proxies_of_the_environment_are_not_used(receiver, near, monkeypatch):
    rules, url = near
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch("GET", url, rules=Rules(**rules)).status == 200


def test_a_name_is_asked_once_and_the_checked_address_is_connected_to(receiver, near):
    """DNS rebinding: a public answer for the check, this machine for the connection."""
    _rules, url = near
    asked = []

    def turncoat(host, _port):
        asked.append(host)
        return [PUBLIC if len(asked) == 1 else "127.0.0.1"]

    ports = frozenset({receiver.server_port})
    strict = Rules(is_http_allowed=True, ports=ports, resolve=turncoat)
    with pytest.raises(UserWarning, match=PUBLIC):  # the tests' own guard: no way out of here
        fetch("GET", url, rules=strict)
    assert asked == ["hooks.example.org"]
    assert receiver.got == []


def test_rebinding_the_other_way_changes_nothing_either(receiver, near):
    rules, url = near
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    found = fetch("GET", url, rules=Rules(**rules | {"resolve": lambda *_: next(answers)}))
    assert found.status == 200
    assert next(answers) == ["127.0.0.2"]  # nobody asked again


def test_the_next_address_is_tried_when_one_does_not_answer(near):
    rules, url = near
    both = rules | {"resolve": lambda *_: ["::1", "127.0.0.1"]}
    assert fetch("GET", url, rules=Rules(**both)).status == 200


def test_a_redirect_is_not_followed(receiver, near):
    rules, url = near
    answer = fetch("POST", f"{url}/away", rules=Rules(**rules))
    assert (answer.status, answer.is_success) == (302, False)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("path", ["long", "endless"])
def test_a_long_answer_is_not_read_to_its_end(near, path):
    rules, url = near
    assert code_of(f"{url}/{path}", **rules) == ErrorCode.OUTBOUND_TOO_LARGE


@pytest.mark.parametrize("path", ["slow", "dripping"])
def test_the_time_is_for_everything_together(near, path):
    rules, url = near
    assert code_of(f"{url}/{path}", **rules | {"seconds": 0.3}) == ErrorCode.OUTBOUND_TIMEOUT


def test_a_resolver_that_hangs_is_not_waited_for(receiver, near):
    rules, url = near
    hangs = rules | {"resolve": lambda *_: receiver.hurry.wait(20), "seconds": 0.2}
    assert code_of(url, **hangs) == ErrorCode.OUTBOUND_TIMEOUT


def test_what_is_no_http_or_not_there_fails_clearly(near):
    rules, url = near
    assert code_of(f"{url}/broken", **rules) == ErrorCode.OUTBOUND_FAILED
    assert code_of("http://127.0.0.1:1/", **rules) == ErrorCode.OUTBOUND_FAILED


@pytest.mark.parametrize("outcome", [OSError("no such name"), UnicodeError("label too long"), []])
def test_an_unknown_name_is_said_to_be_unknown(outcome):
    def nothing(*_):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    rules = Rules(resolve=nothing)
    assert code_of("https://nowhere.example/", rules) == ErrorCode.OUTBOUND_NAME_UNKNOWN


def certificate_for(name, folder):
    """A self-signed certificate and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(("named", "code"), [("hooks.example.org", None), ("other.example", True)])
def test_tls_is_checked_against_the_name_though_the_address_is_pinned(
    receiver, tmp_path, named, code
):
    path = certificate_for(named, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    trust = ssl.create_default_context(cafile=path)
    rules = Rules(networks=HERE, resolve=lambda *_: ["127.0.0.1"], trust=trust, seconds=5.0)
    url = f"https://hooks.example.org:{receiver.server_port}/"
    if code is None:
        assert fetch("GET", url, rules=rules).status == 200
    else:
        assert code_of(url, rules) == ErrorCode.OUTBOUND_FAILED


def test_an_unknown_authority_is_not_trusted(receiver, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_for("hooks.example.org", tmp_path))
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    rules = Rules(networks=HERE, resolve=lambda *_: ["127.0.0.1"], seconds=5.0)
    url = f"https://hooks.example.org:{receiver.server_port}/"
    assert code_of(url, rules) == ErrorCode.OUTBOUND_FAILED
