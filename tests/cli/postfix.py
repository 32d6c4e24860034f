"""A real mail server for tests: Postfix from Debian, in a folder of its own and on ports of its own.

Nothing of the machine's mail is touched: configuration, queue, mailboxes and log lie in the folder,
and the server ends with the test. Its programs want to be started by root: where the tests run as
somebody else, sudo is tried, and without it they are skipped.
"""
import glob
import os
import shutil
import signal
import socket
import subprocess
import time
import unittest

DAEMONS = "/usr/lib/postfix/sbin"
POSTFIX, SASLPASSWD = "/usr/sbin/postfix", "/usr/sbin/saslpasswd2"
DOMAIN = "zarinak.example"

MAIN = """\
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/log
maillog_file_prefixes = {dir}
myhostname = localhost
mydestination =
inet_protocols = ipv4
smtputf8_enable = no
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {dir}/boxes
virtual_mailbox_maps = texthash:{dir}/boxes.map
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:65534
message_size_limit = 200000
smtpd_relay_restrictions = permit_sasl_authenticated, permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access texthash:{dir}/access
smtpd_tls_cert_file = {dir}/cert.pem
smtpd_tls_key_file = {dir}/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = localhost
cyrus_sasl_config_path = {dir}/sasl
"""

SASL = "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: {dir}/sasl/users\n"

WITH_USER = ("-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,"
             "reject -o smtpd_sasl_mechanism_filter=")
# How each port is served; by a process for each connection, so that new rules are seen.
PORTS = {
    "plain": "",
    "starttls": "-o smtpd_tls_security_level=encrypt " + WITH_USER + "plain",
    "login": "-o smtpd_tls_security_level=encrypt " + WITH_USER + "login",
    "implicit": "-o smtpd_tls_wrappermode=yes " + WITH_USER + "plain,login",
    "small": "-o message_size_limit=2000",
}
MASTER = """\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def how_to_be_root():
    """What stands before a command; raises SkipTest where there is no way."""
    if not all(map(os.path.exists, (DAEMONS + "/master", POSTFIX, SASLPASSWD))):
        raise unittest.SkipTest("Postfix and sasl2-bin are not installed: scripts/install test")
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"],
                                               stderr=subprocess.DEVNULL).returncode == 0:
        return ["sudo", "-n"]
    raise unittest.SkipTest("Postfix is started by root, and there is no sudo without a password")


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Postfix:
    """One running server; `ports` by the names of PORTS. Mail for any user given has a mailbox."""

    USER, PASSWORD = "nabz", "s3cr3t of the real server"

    def __init__(self, folder, boxes):
        self.root = how_to_be_root()
        self.dir, self.folder, self.boxes = folder.file("postfix"), folder, boxes
        self.ports = dict(zip(PORTS, free_ports(len(PORTS))))
        self.server = None
        os.chmod(folder.path, 0o711)
        uid = os.getuid() or 65534
        self.fill(uid)
        for name, owner in (("queue", "root"), ("boxes", f"{uid}:65534"), ("data", "postfix"),
                            ("sasl", "postfix")):
            self.as_root("chown", "-R", owner, os.path.join(self.dir, name))
        self.as_root(POSTFIX, "-c", self.dir, "check")
        self.start()

    def fill(self, uid):
        for name in ("queue", "data", "boxes", "sasl"):
            os.makedirs(os.path.join(self.dir, name))
        write = lambda name, text: self.folder.write("postfix/" + name, text)
        write("main.cf", MAIN.format(dir=self.dir, daemons=DAEMONS, domain=DOMAIN, uid=uid))
        write("master.cf", MASTER + "".join(
            f"127.0.0.1:{port} inet n - n - - smtpd -o max_use=1 {PORTS[name]}\n"
            for name, port in self.ports.items()))
        write("sasl/smtpd.conf", SASL.format(dir=self.dir))
        write("boxes.map", "".join(f"{box}@{DOMAIN} {box}/\n" for box in self.boxes))
        write("access", "")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", self.dir + "/key.pem",
                        "-out", self.dir + "/cert.pem", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"],
                       check=True, stderr=subprocess.DEVNULL)
        subprocess.run([SASLPASSWD, "-f", self.dir + "/sasl/users", "-p", "-c", "-u",
                        "localhost", self.USER], input=self.PASSWORD.encode(), check=True)

    def as_root(self, *command):
        subprocess.run([*self.root, *command], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def start(self):
        self.server = subprocess.Popen([*self.root, "setpriv", "--pdeathsig", "TERM",
                                        DAEMONS + "/master", "-c", self.dir, "-d"],
                                       start_new_session=True, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.ports["plain"]), 5) as hello:
                    if hello.recv(3) == b"220":
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("Postfix did not start: " + self.log())

    def stop(self):
        """Master takes its children with it."""
        self.as_root("kill", str(self.server.pid))
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.as_root("kill", "-KILL", "--", f"-{self.server.pid}")
            self.server.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.as_root("chmod", "-R", "a+rwX", self.dir)
        self.as_root("rm", "-rf", self.dir)

    def log(self):
        if not os.path.exists(self.dir + "/log"):
            return ""
        with open(self.dir + "/log", errors="replace") as text:
            return text.read()

    def url(self, port):
        return (f"smtps://localhost:{self.ports[port]}" if port == "implicit" else
                f"smtp://localhost:{self.ports[port]}")

    def rule(self, text):
        """Lines of access(5), by recipient."""
        self.folder.write("postfix/access", text)

    def waiting(self):
        """Files of the queue, which only root may look into. One that moves away is waiting."""
        found = subprocess.run([*self.root, "find", *(f"{self.dir}/queue/{queue}" for queue in (
            "maildrop", "incoming", "active", "deferred")), "-type", "f"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return (found.stdout + found.stderr).decode().split()

    def settle(self):
        """Until everything that was taken lies in its mailbox."""
        for _ in range(400):
            if not self.waiting():
                return
            time.sleep(0.025)
        raise RuntimeError("Postfix keeps: %s\n%s" % (self.waiting(), self.log()))

    def messages(self, box):
        """The bytes of each mail of a mailbox, behind what the server has put in front."""
        self.settle()
        return self.delivered(box)

    def delivered(self, box):
        """The same, as far as it is there."""
        found = []
        for path in sorted(glob.glob(f"{self.dir}/boxes/{box}/new/*")):
            with open(path, "rb") as mail:
                found.append(mail.read())
        return found

    def empty(self):
        self.settle()
        for path in glob.glob(self.dir + "/boxes/*/new/*"):
            os.remove(path)
