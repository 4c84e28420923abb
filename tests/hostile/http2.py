"""HTTP/2 as bytes, for senders that an HTTP/2 library would not let misbehave. Knows no gRPC method."""
import functools
import struct

import hpack

PREFACE = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED = 1, 1, 4, 8
MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE = 3, 4
MAX_FRAME_BYTES = 16384  # What every peer accepts without being asked.


def frame(kind, flags, stream, payload=b'', length=None):
    """`length` lies about the size of the payload."""
    size = len(payload) if length is None else length
    return struct.pack('>I', size)[1:] + bytes((kind, flags)) + struct.pack('>I', stream) + payload


def settings(**values):
    """Such as `settings(initial_window_size=0)`."""
    numbers = {'max_concurrent_streams': MAX_CONCURRENT_STREAMS, 'initial_window_size': INITIAL_WINDOW_SIZE}
    return frame(SETTINGS, 0, 0, b''.join(struct.pack('>HI', numbers[name], value) for name, value in values.items()))


SETTINGS_ACK = frame(SETTINGS, ACK, 0)


def data(stream, payload, flags=0):
    return frame(DATA, flags, stream, payload)


def reset(stream):
    return frame(RST_STREAM, 0, stream, struct.pack('>I', 8))  # CANCEL


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack('>I', increment))


def header_frames(stream, block, flags=0):
    """HEADERS, and as many CONTINUATION as it takes."""
    pieces = [block[at:at + MAX_FRAME_BYTES] for at in range(0, len(block), MAX_FRAME_BYTES)]
    kinds = [HEADERS] + [CONTINUATION] * (len(pieces) - 1)
    ends = [0] * (len(pieces) - 1) + [END_HEADERS]
    return b''.join(frame(kind, end | (flags if kind == HEADERS else 0), stream, piece)
                    for kind, end, piece in zip(kinds, ends, pieces))


def grpc_headers(path, extra=()):
    return [(':method', 'POST'), (':scheme', 'http'), (':path', path), (':authority', 'berth'),
            ('te', 'trailers'), ('content-type', 'application/grpc'), *extra]


@functools.lru_cache(maxsize=None)
def header_blocks(path, extra=()):
    """The first block of a connection, and what every later one is: indices alone."""
    encoder = hpack.Encoder()
    headers = grpc_headers(path, extra)
    return encoder.encode(headers), encoder.encode(headers)


def literal(name, value):
    """A field that is not put into the table, uncompressed."""
    def string(text):
        return hpack.hpack.encode_integer(len(text), 7) + text.encode()
    return b'\0' + string(name) + string(value)


def literal_block(path, extra=()):
    """A block that leaves the table alone, so that it may be sent any number of times."""
    return b''.join(literal(name, value) for name, value in grpc_headers(path, extra))


def message(payload, length=None, compressed=False):
    """A gRPC message; `length` lies about its size."""
    return struct.pack('>BI', compressed, len(payload) if length is None else length) + payload
