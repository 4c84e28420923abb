"""The attacks: one row each. What a row sends is in scripts.py and bodies.py, how it behaves in attacker.py."""
import collections
import itertools

import bodies
import scripts
from attacker import calls, crowds, sends
from bodies import MIB
from http2 import PREFACE, message

# `short`: also part of the short form. `descriptors`: the server may open only so many files. `front`: what it does is
# judged only behind the front, because the server has no hook to prevent it.
Attack = collections.namedtuple('Attack', 'name target connections behaviour short descriptors front')

OUR_TARGETS = ['plan', 'access']
ALL_TARGETS = OUR_TARGETS + ['check', 'watch', 'reflection', 'reflection_v1alpha']
SHORT_RESETS = [('plan', True), ('check', True), ('watch', False), ('reflection', True)]
CROWD = 4000
FEW_DESCRIPTORS = 256
ZEROS = bytes(MIB)


def row(name, target, connections, behaviour, short=False, descriptors=None, front=False):
    return Attack(name, target, connections, behaviour, short, descriptors, front)


def rapid_resets():
    for target, connections, with_body in itertools.product(ALL_TARGETS, (1, 10), (False, True)):
        name = 'rapid reset with body' if with_body else 'rapid reset'
        short = connections == 10 and (target, with_body) in SHORT_RESETS
        yield row(name, target, connections, sends(scripts.rapid_reset(target, with_body)), short)
    yield row('rapid reset, unread', 'plan', 10, sends(scripts.rapid_reset('plan', True), reads=False))


def frame_floods():
    for connections in (1, 10):
        many = connections == 10
        yield row('CONTINUATION flood', 'plan', connections,
                  sends(scripts.continuation_flood('plan', scripts.header_fragment())), many)
        yield row('CONTINUATION flood, empty', 'plan', connections, sends(scripts.continuation_flood('plan', b'')))
        for kind in ('SETTINGS', 'PING', 'WINDOW_UPDATE', 'PRIORITY', 'empty DATA', 'unknown frames'):
            yield row(f'{kind} flood', '', connections, sends(scripts.control_flood(kind)),
                      many and kind == 'SETTINGS')
        for kind in ('SETTINGS', 'PING'):
            yield row(f'{kind} flood, unread', '', connections, sends(scripts.control_flood(kind), reads=False), many and kind == 'PING')
    yield row('empty DATA flood in a call', 'plan', 10, sends(scripts.empty_data_flood('plan')))


def metadata():
    for target in ('plan', 'check', 'reflection'):
        short = target == 'plan'
        yield row('60 KB metadata after SETTINGS ACK', target, 10, sends(scripts.big_metadata(target, True)), short)
        yield row('60 KB metadata before SETTINGS ACK', target, 10, sends(scripts.big_metadata(target, False)), short,
                  front=True)
        yield row('metadata bomb before SETTINGS ACK', target, 10, sends(scripts.metadata_bomb(target)), short, front=True)


def crowds_of_connections():
    openings = {'silent': b'', 'half a preface': PREFACE[:12], 'preface without SETTINGS': PREFACE,
                'idle after SETTINGS': scripts.OPENING}
    for name, opening in openings.items():
        yield row(f'{CROWD} connections, {name}', '', 1, crowds(opening, CROWD), name in ('half a preface', 'idle after SETTINGS'))
    yield row('more connections than descriptors', '', 1, crowds(scripts.OPENING, CROWD), True, FEW_DESCRIPTORS)
    yield row('connections come and go', '', 4, sends(lambda: iter([scripts.OPENING])), True)


def slow_calls():
    for target in ALL_TARGETS:
        yield row('bodies of a byte a second', target, 20, sends(scripts.slow_bodies(target)), target == 'plan')
        yield row('calls never finished', target, 10, sends(scripts.open_streams(target, 1000, False)))
    for target in ('plan', 'check', 'watch'):
        yield row('answers never read', target, 10, sends(scripts.open_streams(target, 1000, True)), target == 'watch')
    for target in ('reflection', 'reflection_v1alpha'):
        yield row('answers never read', target, 10, sends(scripts.unread_stream(target)), target == 'reflection')


def large_messages():
    for mib, target in itertools.product((5, 64, 512), ('plan', 'check', 'reflection')):
        declared = message(bytes(1000), length=mib * MIB)
        yield row(f'{mib} MiB declared', target, 4,
                  calls(target, [[declared]], streams=100, ends=False),
                  mib == 512 and target == 'plan')
        sent = [message(b'', length=mib * MIB), *itertools.repeat(ZEROS, mib)]
        yield row(f'{mib} MiB sent', target, 4, calls(target, [sent]), mib == 512 and target == 'plan')
    almost = [message(bytes(3 * MIB), length=4 * MIB)]
    for target, connections in itertools.product(('plan', 'check', 'watch', 'reflection'), (1, 10)):
        yield row('3 of 4 MiB, many calls', target, connections,
                  calls(target, [almost], streams=100, ends=False),
                  connections == 10 and target == 'plan')


def costly_requests():
    for name, (target, body) in bodies.huge_fields().items():
        yield row(f'huge: {name}', target, 4, calls(target, [[message(body)]], streams=4),
                  name in ('env, empty entries', 'batch, empty entries'))
    for name, body in bodies.nested_requests().items():
        for target in ('plan', 'reflection'):
            yield row(f'nested: {name}', target, 4, calls(target, [[message(body)]], streams=4),
                      (name, target) == ('groups never closed', 'plan'))


def compressed():
    for encoding, container, target in (('gzip', 31, 'plan'), ('gzip', 31, 'check'), ('gzip', 31, 'reflection'),
                                        ('deflate', 15, 'plan'), ('identity', 31, 'plan'), ('br', 31, 'plan')):
        body = [bodies.bomb(64, container)]
        yield row(f'64 MiB compressed, said to be {encoding}', target, 4,
                  calls(target, [body], streams=50, extra=(('grpc-encoding', encoding),)),
                  (encoding, target) == ('gzip', 'plan'))


def malformed_connections():
    for target in OUR_TARGETS + ['check', 'watch', 'reflection']:
        yield row('malformed frames', target, 4, sends(scripts.malformed_in_turn(target)), target == 'plan')


def all_attacks():
    for group in (rapid_resets, frame_floods, metadata, crowds_of_connections, slow_calls, large_messages,
                  costly_requests, compressed, malformed_connections):
        yield from group()
