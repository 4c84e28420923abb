"""What misbehaving connections send, as generators of bytes and pauses. The first bytes are the connection's opening."""
import functools
import itertools
import os
import random
import struct

import http2
from http2 import PREFACE, SETTINGS_ACK, data, frame, header_frames, message, settings
from targets import TARGETS

OPENING = PREFACE + settings() + SETTINGS_ACK
OPENING_WITHOUT_ACK = PREFACE + settings()
STREAMS_PER_CHUNK = 500
FRAMES_PER_CHUNK = 2000
BIG_METADATA = 60_000
SLOW_STREAMS = 90


@functools.lru_cache(maxsize=256)
def reset_streams(target, first, with_body):
    """Calls that are cancelled as soon as they are made."""
    _, block = http2.header_blocks(target.path)
    body = message(target.request)
    parts = []
    for stream in range(first, first + 2 * STREAMS_PER_CHUNK, 2):
        parts.append(header_frames(stream, block))
        if with_body:
            parts.append(data(stream, body, http2.END_STREAM))
        parts.append(http2.reset(stream))
    return b''.join(parts)


def rapid_reset(target, with_body):
    target = TARGETS[target]

    def script():
        first_block, _ = http2.header_blocks(target.path)
        yield OPENING + header_frames(1, first_block) + http2.reset(1)
        for first in itertools.count(3, 2 * STREAMS_PER_CHUNK):
            yield reset_streams(target, first, with_body)
    return script


def endless(chunk, opening=OPENING):
    def script():
        yield opening
        while True:
            yield chunk
    return script


def continuation_flood(target, fragment):
    block = http2.literal_block(TARGETS[target].path)
    chunk = frame(http2.CONTINUATION, 0, 1, fragment) * max(1, (1 << 17) // (9 + len(fragment)))
    return endless(chunk, OPENING + frame(http2.HEADERS, 0, 1, block))


def header_fragment():
    """Whole header fields, without indexing, that fill a frame."""
    field = b'\x00\x05x-pad\x64' + b'v' * 100
    return field * (http2.MAX_FRAME_BYTES // len(field))


def control_flood(kind):
    frames = {
        'SETTINGS': settings(max_concurrent_streams=100),
        'PING': frame(http2.PING, 0, 0, b'12345678'),
        'WINDOW_UPDATE': http2.window_update(0, 1),
        'PRIORITY': frame(http2.PRIORITY, 0, 1, b'\0\0\0\0\x10'),
        'empty DATA': data(1, b''),
        'unknown frames': frame(0xbb, 0, 0, b'x'),
    }
    return endless(frames[kind] * FRAMES_PER_CHUNK)


def empty_data_flood(target):
    block, _ = http2.header_blocks(TARGETS[target].path)
    return endless(data(1, b'') * FRAMES_PER_CHUNK, OPENING + header_frames(1, block))


def big_metadata(target, acknowledged):
    """Calls with metadata far beyond the limit, which the server has no way to state before it is acknowledged."""
    target = TARGETS[target]
    block = http2.literal_block(target.path, (('x-big', 'v' * BIG_METADATA),))
    body = message(target.request)

    def script():
        yield OPENING_WITHOUT_ACK
        if acknowledged:
            yield 0.05
            yield SETTINGS_ACK
        for stream in itertools.count(1, 2):
            yield header_frames(stream, block) + data(stream, body, http2.END_STREAM)
    return script


def metadata_bomb(target):
    """One field that nearly fills the compression table, and then a byte for each time that it is repeated."""
    path = TARGETS[target].path
    encoder = http2.hpack.Encoder()
    bomb = [('x-bomb', 'v' * 3500)]
    first = encoder.encode(http2.grpc_headers(path, bomb))
    again = http2.literal_block(path) + encoder.encode(bomb) * BIG_METADATA

    def script():
        yield OPENING_WITHOUT_ACK + header_frames(1, first)
        for stream in itertools.count(3, 2):
            yield header_frames(stream, again, http2.END_STREAM)
    return script


def slow_bodies(target, streams=SLOW_STREAMS):
    """Many calls at a time, each a byte a second."""
    path = TARGETS[target].path

    def script():
        first_block, block = http2.header_blocks(path)
        ids = range(1, 2 * streams, 2)
        yield OPENING + b''.join(header_frames(stream, first_block if stream == 1 else block) for stream in ids)
        for byte in itertools.chain(message(b'', length=100), itertools.repeat(0)):
            yield b''.join(data(stream, bytes((byte,))) for stream in ids)
            yield 1.0
    return script


def open_streams(target, streams, with_body):
    """Calls that are never finished, and whose answers are never read."""
    target = TARGETS[target]

    def script():
        first_block, block = http2.header_blocks(target.path)
        yield PREFACE + settings(initial_window_size=0) + SETTINGS_ACK
        for stream in range(1, 2 * streams, 2):
            call = header_frames(stream, first_block if stream == 1 else block)
            yield call + (data(stream, message(target.request), http2.END_STREAM) if with_body else b'')
        yield 3600.0
    return script


def unread_stream(target):
    """One bidirectional call, asked as fast as it goes, and no answer ever read."""
    target = TARGETS[target]
    block, _ = http2.header_blocks(target.path)
    return endless(data(1, message(target.request)) * 1000,
                   PREFACE + settings(initial_window_size=0) + SETTINGS_ACK + header_frames(1, block))


def malformed(target):
    """Name → what a connection sends."""
    block, _ = http2.header_blocks(TARGETS[target].path)
    call = OPENING + header_frames(1, block)
    rubbish = random.Random(1).randbytes(1 << 16)
    return {
        'random bytes': rubbish,
        'random bytes after the preface': PREFACE + rubbish,
        'random bytes after SETTINGS': OPENING + rubbish,
        'HTTP/1.1': b'GET / HTTP/1.1\r\nHost: berth\r\n\r\n' * 100,
        'a TLS hello': b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + rubbish[:512],
        'no SETTINGS': PREFACE + header_frames(1, block),
        'SETTINGS of 5 bytes': PREFACE + frame(http2.SETTINGS, 0, 0, b'12345'),
        'SETTINGS on a stream': OPENING + frame(http2.SETTINGS, 0, 1),
        'SETTINGS acknowledged with content': OPENING + frame(http2.SETTINGS, http2.ACK, 0, b'123456'),
        'window size out of range': OPENING + settings(initial_window_size=0xffffffff),
        'PING of 7 bytes': OPENING + frame(http2.PING, 0, 0, b'1234567'),
        'WINDOW_UPDATE of 3 bytes': OPENING + frame(http2.WINDOW_UPDATE, 0, 0, b'123'),
        'WINDOW_UPDATE of nothing': OPENING + http2.window_update(0, 0),
        'window overflow': OPENING + http2.window_update(0, 0x7fffffff) * 2,
        'window overflow of a stream': call + http2.window_update(1, 0x7fffffff) * 2,
        'RST_STREAM of 3 bytes': call + frame(http2.RST_STREAM, 0, 1, b'123'),
        'RST_STREAM on stream 0': OPENING + frame(http2.RST_STREAM, 0, 0, b'1234'),
        'RST_STREAM of an idle stream': OPENING + http2.reset(99),
        'a frame of 16 MiB': OPENING + frame(http2.DATA, 0, 1, rubbish, length=0xffffff),
        'an unknown frame of 16 MiB': OPENING + frame(0xbb, 0, 1, rubbish, length=0xffffff),
        'HEADERS on stream 0': OPENING + frame(http2.HEADERS, http2.END_HEADERS, 0, block),
        'HEADERS on an even stream': OPENING + header_frames(2, block),
        'streams in falling order': OPENING + header_frames(9, block) + header_frames(3, block),
        'HEADERS padded beyond their end': OPENING + frame(http2.HEADERS, http2.END_HEADERS | http2.PADDED, 1, b'\xff' + block),
        'HEADERS without content': OPENING + frame(http2.HEADERS, http2.END_HEADERS, 1),
        'rubbish for headers': OPENING + header_frames(1, rubbish[:16000]),
        'an index that the table lacks': OPENING + header_frames(1, b'\xff\xff\xff\xff\x07'),
        'a number without end': OPENING + header_frames(1, b'\xff' * 10_000),
        'a table size beyond the limit': OPENING + header_frames(1, b'\x3f\xff\xff\xff\x07' + block),
        'a field name in capitals': OPENING + header_frames(1, block + b'\x00\x01X\x01y'),
        'no path': OPENING + header_frames(1, http2.hpack.Encoder().encode([(':method', 'POST')])),
        'a path of 16 KB': OPENING + header_frames(1, http2.literal_block('/' + 'p' * 16_000)),
        'a field twice': OPENING + header_frames(1, http2.literal_block('/x', ((':path', '/y'), ('grpc-timeout', '9' * 99)))),
        'CONTINUATION of nothing': OPENING + frame(http2.CONTINUATION, http2.END_HEADERS, 1, block),
        'DATA amid HEADERS': OPENING + frame(http2.HEADERS, 0, 1, block) + data(1, b'x'),
        'DATA on stream 0': OPENING + data(0, rubbish[:1000]),
        'DATA without HEADERS': OPENING + data(1, rubbish[:1000]) * 100,
        'DATA padded beyond its end': call + frame(http2.DATA, http2.PADDED, 1, b'\xffx'),
        'DATA beyond the window': call + data(1, rubbish[:http2.MAX_FRAME_BYTES]) * 64,
        'DATA after the end': call + data(1, message(b''), http2.END_STREAM) * 20,
        'half a message prefix': call + data(1, b'\0\0', http2.END_STREAM),
        'a message cut short': call + data(1, message(b'x' * 10, length=1000), http2.END_STREAM),
        'two messages': call + data(1, message(b'') * 1000, http2.END_STREAM),
        'a strange message flag': call + data(1, b'\xee' + struct.pack('>I', 3) + b'abc', http2.END_STREAM),
        'a random message': call + data(1, message(rubbish[:10_000]), http2.END_STREAM),
        'PUSH_PROMISE': OPENING + frame(http2.PUSH_PROMISE, http2.END_HEADERS, 1, struct.pack('>I', 2) + block),
        'GOAWAY': call + frame(http2.GOAWAY, 0, 0, struct.pack('>II', 0, 0) + rubbish[:1000]),
        'GOAWAY of 3 bytes': OPENING + frame(http2.GOAWAY, 0, 0, b'123'),
    }


def malformed_in_turn(target):
    """A connection for each, over and over; random bytes are others every time."""
    sequences = itertools.cycle(malformed(target).values())

    def script():
        yield next(sequences)
        yield OPENING + os.urandom(4096)
        yield 0.002
    return script
