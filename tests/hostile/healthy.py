"""Healthy traffic: a process that calls over a few connections at a pace, and checks every answer."""
import contextlib
import ctypes
import multiprocessing
import selectors
import socket
import statistics
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from http2 import grpc_headers, message
from targets import TARGETS

BIN_SECONDS = 0.1
WINDOW_BINS = 5
MAX_BINS = 36_000
# Also the way in is tried: a connection is replaced after so many calls.
CALLS_PER_CONNECTION = 400
CALL_SECONDS = 5.0
# Between the beginnings of two calls on a connection, if the first is over by then. It leaves this process half idle, or
# it would be this process whose speed is measured.
PACE_SECONDS = 1 / 300
MOST_WAIT = 0.02  # Seconds, before connections are tried again, and it is seen that this is to end.

CONFIG = h2.config.H2Configuration(header_encoding='utf-8', validate_outbound_headers=False,
                                   normalize_outbound_headers=False)


class Failed(Exception):
    """A call that was not answered, or not well."""


class Connection:
    """One connection, on which calls follow each other."""

    def __init__(self, address, target):
        self.headers = grpc_headers(TARGETS[target].path)
        self.body = message(TARGETS[target].request)
        self.socket = socket.create_connection(address, timeout=CALL_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.h2 = h2.connection.H2Connection(CONFIG)
        self.h2.initiate_connection()
        self.calls = 0
        self.due = 0.0  # When the next call is to begin. What an answer came too late for is not made up for.
        self.under_way = False
        self.status = None
        self.answered = False

    def begin(self):
        self.calls += 1
        self.under_way, self.status, self.answered = True, None, False
        self.began = time.monotonic()
        self.due = max(self.due + PACE_SECONDS, self.began)
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, self.headers)
        self.h2.send_data(stream, self.body, end_stream=True)
        self.socket.sendall(self.h2.data_to_send())

    def proceed(self):
        """Takes in what has arrived: whether the call is over."""
        received = self.socket.recv(65536)
        if not received:
            raise Failed('closed')
        over = False
        for event in self.h2.receive_data(received):
            if isinstance(event, h2.events.DataReceived):
                self.answered = True
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, (h2.events.TrailersReceived, h2.events.ResponseReceived)):
                self.status = dict(event.headers).get('grpc-status', self.status)
            elif isinstance(event, h2.events.StreamEnded):
                over = True
            elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                raise Failed(type(event).__name__)
        if outgoing := self.h2.data_to_send():
            self.socket.sendall(outgoing)
        if over and (self.status != '0' or not self.answered):
            raise Failed(f'grpc-status {self.status}')
        if over:
            self.under_way = False
        return over

    def close(self):
        self.socket.close()


FAULTS = (OSError, Failed, h2.exceptions.ProtocolError)


def call_once(address, target, seconds):
    """One call on a connection of its own; raises one of FAULTS."""
    with contextlib.closing(Connection(address, target)) as connection:
        connection.socket.settimeout(seconds)
        connection.begin()
        while not connection.proceed():
            pass


class Caller:
    """The process's loop over its connections."""

    def __init__(self, address, targets, answered):
        self.address = address
        self.answered = answered  # Of each bin of time, the calls.
        self.selector = selectors.DefaultSelector()
        self.waiting = list(targets)  # Targets that have no connection.
        self.started = time.monotonic()

    def count(self):
        self.answered[min(int((time.monotonic() - self.started) / BIN_SECONDS), MAX_BINS - 1)] += 1

    def connect(self):
        for target in [self.waiting.pop() for _ in range(len(self.waiting))]:
            try:
                connection = Connection(self.address, target)
                connection.begin()
            except FAULTS:
                self.waiting.append(target)
            else:
                # Only now, or a connection that is replaced here would be replaced once more when its socket fails.
                self.selector.register(connection.socket, selectors.EVENT_READ, (connection, target))

    def drop(self, connection, target):
        self.selector.unregister(connection.socket)
        connection.close()
        self.waiting.append(target)

    def step(self):
        connections = [key.data for key in self.selector.get_map().values()]
        now = time.monotonic()
        wait = min((connection.due - now for connection, _ in connections if not connection.under_way), default=MOST_WAIT)
        ready = {key.data[0] for key, _ in self.selector.select(min(max(wait, 0.0), MOST_WAIT))}
        now = time.monotonic()
        for connection, target in connections:
            try:
                if connection in ready:
                    if connection.proceed():
                        self.count()
                        if connection.calls == CALLS_PER_CONNECTION:
                            self.drop(connection, target)
                elif connection.under_way:
                    if now - connection.began > CALL_SECONDS:
                        raise Failed('no answer')
                elif now >= connection.due:
                    connection.begin()
            except FAULTS:
                self.drop(connection, target)

    def run(self, stop):
        while not stop.is_set():
            self.connect()
            self.step()


class HealthyTraffic:
    """The process, seen from outside. A context manager."""

    def __init__(self, address):
        self.answered = multiprocessing.RawArray(ctypes.c_long, MAX_BINS)
        self.stop = multiprocessing.Event()
        caller = Caller(address, ['plan', 'plan', 'plan', 'check'], self.answered)
        self.started = caller.started
        self.process = multiprocessing.Process(target=caller.run, args=(self.stop,), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.process.join(CALL_SECONDS * 2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()

    def bin_at(self, moment):
        return int((moment - self.started) / BIN_SECONDS)

    def windows(self, begin, end):
        """(moment a window ends, calls answered per second in it) for every window between two moments."""
        first, last = self.bin_at(begin) + 1, self.bin_at(end)
        for at in range(first, last - WINDOW_BINS + 1):
            rate = sum(self.answered[at:at + WINDOW_BINS]) / (WINDOW_BINS * BIN_SECONDS)
            yield self.started + (at + WINDOW_BINS) * BIN_SECONDS, rate

    def rate(self, begin, end):
        return statistics.median([rate for _, rate in self.windows(begin, end)] or [0.0])
