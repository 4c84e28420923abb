"""What is attacked: a server process, or two behind HAProxy, on ports of the loopback interface that the system chose."""
import collections
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import healthy

START_SECONDS = 20
STOP_SECONDS = 30
# A server that fails must not take the machine along.
MOST_MEMORY_BYTES = 6 << 30
FRONT_CONFIG = pathlib.Path(__file__).resolve().parents[2] / 'deploy/haproxy/haproxy.cfg'


def raise_descriptor_limit():
    """What this process and those it starts may open."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


# `memory_bounded`: memory may not grow beyond all measure.
SubjectOptions = collections.namedtuple('SubjectOptions', 'binary front memory_bounded')


class SubjectFailed(Exception):
    """The server did not start, or did not live through it."""


def wait_for(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise SubjectFailed(what)
        time.sleep(0.02)
    return result


class Server:
    """One berth-server. `descriptors`: how many files it may open, if fewer than all."""

    def __init__(self, options, descriptors):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='berth-hostile-'))
        # What is attacked is not how it ends, which takes longer than most attacks.
        flags = ['--address=127.0.0.1:0', f'--port_file={self.directory}/port', '--admin_address=127.0.0.1:0',
                 f'--admin_port_file={self.directory}/admin_port', '--drain_delay=0s']

        def limit():
            if options.memory_bounded:
                resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
            if descriptors is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        with (self.directory / 'log').open('wb') as log:
            self.process = subprocess.Popen([options.binary, *flags], stdout=log, stderr=log, preexec_fn=limit)
        try:
            self.address = ('127.0.0.1', self.wait_for_port('port'))
            self.admin_port = self.wait_for_port('admin_port')
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        self.idle_kib = self.memory_kib('VmRSS')

    def wait_for_port(self, name):
        return wait_for(lambda: self.read_port(name), START_SECONDS, f'the server did not start: {self.directory}/log')

    def read_port(self, name):
        file = self.directory / name
        text = file.read_text() if file.exists() else ''
        return int(text) if text.endswith('\n') else None

    def memory_kib(self, field):
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return int(re.search(rf'^{field}:\s+(\d+) kB$', status, re.MULTILINE)[1])

    def processor_seconds(self):
        """What all its threads have used, ever."""
        fields = pathlib.Path(f'/proc/{self.process.pid}/stat').read_text().rpartition(')')[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf('SC_CLK_TCK')  # User and system time: after state, 11 more.

    def alive(self):
        return self.process.poll() is None

    def growth_mib(self):
        """The most that ever was resident, over what was resident at first."""
        return (self.memory_kib('VmHWM') - self.idle_kib) / 1024 if self.alive() else float('nan')

    def stop(self):
        """Asks it to end: the exit status, or None if it had to be killed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            status = None
            self.process.kill()
            self.process.wait()
        if status == 0:
            shutil.rmtree(self.directory)
        return status


class Front:
    """HAProxy in front of two servers, with the configuration that is recommended; its own memory is not judged."""

    def __init__(self, servers):
        listener = socket.create_server(('127.0.0.1', 0), backlog=4096)
        listener.set_inheritable(True)
        self.address = listener.getsockname()
        environment = {**os.environ, 'BERTH_FRONT': f'fd@{listener.fileno()}'}
        for index, server in enumerate(servers, 1):
            environment[f'BERTH_SERVER_{index}'] = '%s:%d' % server.address
            environment[f'BERTH_ADMIN_{index}'] = str(server.admin_port)
        self.process = subprocess.Popen(['haproxy', '-db', '-f', FRONT_CONFIG], env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[listener.fileno()])
        listener.close()

    def alive(self):
        return self.process.poll() is None

    def stop(self):
        self.process.terminate()
        self.process.wait(STOP_SECONDS)


class Subject:
    """Servers, bare or behind the front. A context manager that leaves nothing behind."""

    def __init__(self, options, descriptors=None):
        self.servers, self.front = [], None
        self.memory_bounded = options.memory_bounded
        try:
            for _ in range(2 if options.front else 1):
                self.servers.append(Server(options, descriptors))
            if options.front:
                self.front = Front(self.servers)
            self.address = (self.front or self.servers[0]).address
            self.wait_until_answering(START_SECONDS)
        except BaseException:
            self.end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def wait_until_answering(self, seconds):
        """On new connections, both the planner and health."""
        for target in ('plan', 'check'):
            wait_for(lambda: self.answers(target), seconds, f'{target} is not answered within {seconds} s')

    def answers(self, target):
        try:
            healthy.call_once(self.address, target, 2.0)
            return True
        except healthy.FAULTS:
            return False

    def alive(self):
        return all(server.alive() for server in self.servers)

    def processor_seconds(self):
        return sum(server.processor_seconds() for server in self.servers)

    def growth_mib(self):
        return max(server.growth_mib() for server in self.servers)

    def end(self):
        """Ends every process: the servers' exit statuses."""
        if self.front is not None:
            self.front.stop()
            self.front = None
        statuses = [server.stop() for server in self.servers]
        self.servers = []
        return statuses
