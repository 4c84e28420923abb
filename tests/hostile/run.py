#!/usr/bin/python3
"""Attacks a real server, and judges how healthy traffic fares and how much memory it costs. README.md says how."""
import argparse
import collections
import math
import signal
import sys
import time

import attacker
from attacks import all_attacks
from healthy import HealthyTraffic
from subject import Subject, SubjectFailed, SubjectOptions, raise_descriptor_limit

RECOVERED = 0.8  # Of the calls per second before.
RECOVERY_SECONDS = 3.0
MOST_EXTRA_PROCESSORS = 0.5  # Than before.
MOST_GROWTH_MIB = 256
ANSWER_SECONDS = 30.0

Form = collections.namedtuple('Form', 'before attack settle judged')
LONG = Form(before=1.5, attack=3.0, settle=0.5, judged=True)
SHORT = Form(before=0.0, attack=0.5, settle=0.0, judged=False)

Result = collections.namedtuple('Result', 'before during after recovery growth_mib counts faults')


def watch_recovery(traffic, ended, wanted):
    """(best rate, seconds until the first good window began) of the windows that end within the bound."""
    while True:
        now = time.monotonic()
        windows = list(traffic.windows(ended, min(now, ended + RECOVERY_SECONDS)))
        for end, rate in windows:
            if rate >= wanted:
                return rate, max(0.0, end - 0.5 - ended)
        if now > ended + RECOVERY_SECONDS + 0.2:
            return max((rate for _, rate in windows), default=0.0), math.inf
        time.sleep(0.05)


def processors_used(subject, seconds):
    """How many processors the servers keep busy, from now on for so long."""
    used, began = subject.processor_seconds(), time.monotonic()
    time.sleep(seconds)
    return (subject.processor_seconds() - used) / (time.monotonic() - began)


def calms_down(subject, most_processors, deadline):
    """Whether the servers keep no more than so many processors busy for half a second, before a moment or about then."""
    while subject.alive() and processors_used(subject, 0.5) > most_processors:
        if time.monotonic() > deadline:
            return False
    return True


def judge(attack, form, subject, recovery, calm):
    """What is wrong, while the servers still run."""
    if not subject.alive():
        return ['the server died']
    faults = []
    try:
        subject.wait_until_answering(ANSWER_SECONDS)
    except SubjectFailed as failed:
        faults.append(str(failed))
    if attack.front and subject.front is None:
        return faults
    if subject.memory_bounded and subject.growth_mib() > MOST_GROWTH_MIB:
        faults.append(f'memory grew by more than {MOST_GROWTH_MIB} MiB')
    if form.judged and math.isinf(recovery):
        faults.append(f'no recovery within {RECOVERY_SECONDS:g} s')
    if not calm:
        faults.append(f'still busy after {RECOVERY_SECONDS:g} s')
    return faults


def measure(attack, form, options):
    with Subject(options, attack.descriptors) as subject, HealthyTraffic(subject.address) as traffic:
        time.sleep(form.settle)
        began = time.monotonic()
        usual = processors_used(subject, form.before) if form.judged else math.nan
        attacked = time.monotonic()
        before = traffic.rate(began, attacked)
        counts = attacker.run(attack.behaviour, attack.connections, subject.address, form.attack)
        ended = time.monotonic()
        during = traffic.rate(attacked, ended)
        after, recovery, calm = math.nan, math.nan, True
        if form.judged:
            after, recovery = watch_recovery(traffic, ended, RECOVERED * before)
            calm = calms_down(subject, usual + MOST_EXTRA_PROCESSORS, ended + RECOVERY_SECONDS)
        faults = judge(attack, form, subject, recovery, calm)
        growth_mib = subject.growth_mib()
        statuses = subject.end()
    if any(status != 0 for status in statuses):
        faults.append(f'exit statuses {statuses}')
    return Result(before, during, after, recovery, growth_mib, counts, faults)


HEADINGS = ('attack', 'target', 'from', 'before/s', 'during/s', 'after/s', 'recovered', 'RSS +MiB', 'conns', 'MiB sent')
LINE = '{:<44} {:<18} {:>4} {:>9} {:>9} {:>9} {:>10} {:>9} {:>8} {:>9}  {}'


def figure(value, unit=''):
    return '-' if math.isnan(value) else f'{value:.0f}' if not unit else f'{value:.1f} {unit}'


def show(attack, result, form, bare):
    recovered = 'no' if math.isinf(result.recovery) else figure(result.recovery, 's')
    rates = [result.before, result.during, result.after] if form.judged else [math.nan] * 3
    verdict = '; '.join(result.faults) or ('figures left to the front' if attack.front and bare else 'ok')
    print(LINE.format(attack.name, attack.target, attack.connections, *map(figure, rates), recovered,
                      f'{result.growth_mib:.1f}', result.counts.connections, f'{result.counts.mebibytes:.1f}', verdict),
          flush=True)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--server', required=True, help='the berth-server binary')
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument('--long', dest='form', action='store_const', const=LONG, help='every attack, and all figures')
    forms.add_argument('--short', dest='form', action='store_const', const=SHORT, default=SHORT,
                       help='some attacks, without figures (the default)')
    parser.add_argument('--front', choices=['haproxy'], help='two servers, behind the recommended front')
    parser.add_argument('--only', metavar='TEXT', default='', help='only attacks with this in their name')
    parser.add_argument('--target', help='only attacks on this target')
    parser.add_argument('--memory_unbounded', action='store_true', help='do not judge memory: for sanitizers')
    return parser.parse_args()


def main():
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('asked to stop'))
    raise_descriptor_limit()
    options = SubjectOptions(arguments.server, arguments.front is not None, not arguments.memory_unbounded)
    chosen = [attack for attack in all_attacks()
              if (attack.short or arguments.form.judged or arguments.only)
              and arguments.only in attack.name and arguments.target in (None, attack.target)]
    if not chosen:
        sys.exit('no attack has that name and that target')
    print(LINE.format(*HEADINGS, 'verdict'), flush=True)
    failed = 0
    for attack in chosen:
        try:
            result = measure(attack, arguments.form, options)
        except SubjectFailed as fault:
            print(f'{attack.name} {attack.target}: {fault}', flush=True)
            failed += 1
            continue
        show(attack, result, arguments.form, not options.front)
        failed += bool(result.faults)
    print(f'{len(chosen)} attacks, {failed} not withstood')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
