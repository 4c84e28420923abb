"""Requests, written field by field: well-formed ones, and those within the size limit that cost most to read."""
import functools
import zlib

from http2 import message

LIMIT = 4 << 20  # --max_receive_message_bytes
MIB = 1 << 20


def varint(number):
    out = bytearray()
    while number > 0x7f:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    return bytes(out) + bytes((number,))


def number(field, value):
    return varint(field << 3) + varint(value)


def text(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def replicate(env=b'', weights=b''):
    """PlanPlacementRequest for a Deployment on an L40S."""
    config = text(1, 'gpu-l40s') + text(4, 'acme/photo-restore:14') + env + number(6, 1) + number(7, 4)
    deployment = text(1, '3f2b8c1e-9a47-4d6f-8b12-5c7e90a1d2f4') + text(3, config)
    version = text(1, 'photo-restore-14') + weights
    return text(1, number(1, 1) + text(2, deployment) + text(3, version) + number(5, 1))


def workers_ai(config=b'', env=b''):
    return text(2, text(1, '@cf/leonardo/phoenix-1.0') + text(2, config) + text(3, 'acme/phoenix:9') + env)


def check_access(allowed=b''):
    return text(1, 'acct') + text(2, text(1, 'acme/model') + text(2, number(1, 2) + text(2, 'owner') + allowed))


PLAN = replicate(env=text(5, text(1, 'LOG_LEVEL') + text(2, 'info')))
ACCESS = check_access(text(3, 'acct'))
HEALTH = b''
REFLECTION = text(7, '')  # list_services


def filled(piece, wrap):
    """As many pieces as the limit lets in."""
    return wrap(piece * ((LIMIT - 1024) // len(piece)))


def huge_fields():
    """Name → (target, request)."""
    spelled_env = text(5, text(1, 'NAME') + text(2, 'value'))
    batch_entry = text(1, text(1, 'id') + text(2, PLAN))
    access_entry = text(1, text(1, 'id') + text(2, ACCESS))
    return {
        'env, empty entries': ('plan', filled(text(5, ''), lambda env: replicate(env=env))),
        'env, same name': ('plan', filled(spelled_env, lambda env: replicate(env=env))),
        'Workers AI env': ('plan', filled(text(4, ''), lambda env: workers_ai(env=env))),
        'additional weights': ('plan', filled(text(6, 'w'), lambda weights: replicate(weights=weights))),
        'comma-separated colos': ('plan', workers_ai(config=text(8, 'a,' * (LIMIT // 2 - 512)))),
        'allowed accounts': ('access', filled(text(3, 'a'), check_access)),
        'batch, empty entries': ('batch_plan', filled(text(1, ''), bytes)),
        'batch, real entries': ('batch_plan', filled(batch_entry, bytes)),
        'stream, real entries': ('stream_plan', filled(batch_entry, bytes)),
        'batch of checks, empty entries': ('batch_access', filled(text(1, ''), bytes)),
        'batch of checks, real entries': ('batch_access', filled(access_entry, bytes)),
        'unknown fields': ('plan', filled(number(1000, 1), bytes)),
        'unknown fields to health': ('check', filled(number(1000, 1), bytes)),
        'unknown fields to reflection': ('reflection', filled(number(1000, 1), bytes)),
    }


def nested(levels, field=1):
    """Messages in messages, each one byte of content."""
    body = b''
    for _ in range(levels):
        body = text(field, body)
    return body


def nested_requests():
    deep_groups = (varint(1000 << 3 | 3) * (LIMIT // 2 - 512))
    closed_groups = varint(1000 << 3 | 3) * 90 + varint(1000 << 3 | 4) * 90
    return {
        'groups never closed': deep_groups,
        'groups closed, over and over': filled(closed_groups, bytes),
        'messages': nested(20_000),
    }


@functools.lru_cache(maxsize=None)
def bomb(mib, container):
    """Zeros, compressed about a thousand times. `container`: what zlib calls wbits, 31 for gzip, 15 for deflate."""
    packer = zlib.compressobj(9, zlib.DEFLATED, container)
    zeros = bytes(MIB)
    return message(b''.join(packer.compress(zeros) for _ in range(mib)) + packer.flush(), compressed=True)
