#!/usr/bin/env python3
"""Measures the workbench as its reader meets it: the built program in a terminal of its own.

bench-terminal.py BINARY [--keys N] [--starts N]

Prints a table in Markdown. Needs Linux (/proc) and nothing but Python 3.9. Times are from the moment at which a key is
written to the terminal until the last byte of the answer; "floor" is the same with a program that only echoes.
"""
import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time

COLUMNS, ROWS = 120, 40
UP, DOWN, PAGE_DOWN, PAGE_UP, ESCAPE, BACKSPACE = "\x1b[A", "\x1b[B", "\x1b[6~", "\x1b[5~", "\x1b", "\x7f"
# Silence that ends an answer. Longer than what the program needs between the parts of one.
QUIET = 0.03
ECHO = ["/bin/sh", "-c", "stty raw -echo; exec cat"]


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, words, environment):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.master, self.begun = master, time.perf_counter()
        self.process = os.fork()
        if self.process == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(slave, descriptor)
            os.closerange(3, 64)
            os.execve(words[0], words, environment)
        os.close(slave)
        os.set_blocking(master, False)

    def read(self, wait):
        """What came within `wait` seconds; None when nothing did."""
        if not select.select([self.master], [], [], wait)[0]:
            return None
        try:
            return os.read(self.master, 65536)
        except OSError:
            return b""

    def answer(self, wait=0.5, quiet=QUIET):
        """Bytes of what came, and the moment of its last byte; (0, None) when nothing did."""
        count, last = 0, None
        while True:
            data = self.read(quiet if last else wait)
            if not data:
                return count, last
            count, last = count + len(data), time.perf_counter()

    def press(self, keys, wait=0.5):
        """Milliseconds until the last byte of the answer, and its bytes; None when there was none."""
        start = time.perf_counter()
        os.write(self.master, keys.encode())
        count, last = self.answer(wait)
        return ((last - start) * 1000, count) if last else None

    def flood(self, keys):
        """Sends many keys at once. Milliseconds until the last byte, and the bytes."""
        rest, count, start = keys.encode(), 0, time.perf_counter()
        last = start
        while rest:
            readable, writable, _ = select.select([self.master], [self.master], [], 1)
            if readable:
                count, last = count + len(os.read(self.master, 65536)), time.perf_counter()
            if writable:
                rest = rest[os.write(self.master, rest[:512]):]
        more, end = self.answer(5, 0.4)  # the save of typed text follows after 0.8 s
        return ((end or last) - start) * 1000, count + more

    def close(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.master)


def share(values, percent):
    """The value below which so many percent lie."""
    values = sorted(values)
    place = (len(values) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def status(process):
    """Resident kilobytes, and how often the program was woken."""
    found = {}
    for line in open(f"/proc/{process}/status"):
        name, _, value = line.partition(":")
        found[name] = value.split()[0] if value.split() else ""
    wakes = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        for line in open(f"/proc/{process}/task/{thread}/status"):
            if line.startswith("voluntary_ctxt_switches"):
                wakes += int(line.split()[1])
    return int(found["VmRSS"]), wakes


def opened(binary, environment, keys=()):
    """The workbench with its course read, after some keys."""
    terminal = Terminal([binary], environment)
    terminal.answer(3, 0.3)
    for key in keys:
        terminal.press(key, 0.5)
        time.sleep(0.1)
        terminal.answer(0)
    return terminal


def measure_keys(terminal, keys, count):
    """Latencies and bytes of keys pressed one after the other; an unanswered key is left out."""
    found = []
    for number in range(count):
        result = terminal.press(keys[number % len(keys)], 0.2)
        if result:
            found.append(result)
    terminal.close()
    return found


def measure_start(binary, environment, count):
    """Milliseconds from the start until the first frame is on the screen, and until nothing more comes."""
    first, settled = [], []
    for _ in range(count):
        terminal = Terminal([binary], environment)
        written = 0
        while written < 1000:  # more than what switches modes
            data = terminal.read(5)
            if not data:
                sys.exit("bench-terminal: the program ended or shows nothing; is its notebook usable?")
            written += len(data)
        first.append((time.perf_counter() - terminal.begun) * 1000)
        _, last = terminal.answer(0.3, 0.3)
        settled.append(((last or terminal.begun) - terminal.begun) * 1000 if last else first[-1])
        terminal.close()
    return first, settled


def measure_idle(binary, environment, seconds):
    """Resident kilobytes, bytes written and times woken in so many seconds without input."""
    terminal = opened(binary, environment)
    kilobytes, before = status(terminal.process)
    end, written = time.perf_counter() + seconds, 0
    while (left := end - time.perf_counter()) > 0:
        data = terminal.read(left)
        written += len(data or b"")
    _, after = status(terminal.process)
    terminal.close()
    # A thread that ends in between takes its count along.
    return kilobytes, written / seconds, max(0, after - before) / seconds


# What is measured: a name, the keys that lead there, the keys that are pressed in turn.
FIELD = ("4", "\r", "\t", "\r")
CASES = [
    ("move in the list", (), [DOWN] * 20 + [UP] * 20),
    ("line of a page", ("\r",), [DOWN] * 20 + [UP] * 20),
    ("window of a page", ("\r",), [PAGE_DOWN] * 4 + [PAGE_UP] * 4),
    ("change of pane", (), ["3", "4", "5", "1"]),
    ("letter in the palette", (":",), list("late") + [BACKSPACE] * 4),
    ("letter in the search", ("/",), list("latency") + [BACKSPACE] * 7),
    ("letter in an answer", FIELD, list("words ")),
]
# Ends elsewhere than it began, so that there is something to draw.
THERE_AND_BACK = (DOWN * 20 + UP * 20) * 49 + DOWN * 40
FLOODS = [
    ("2,000 moves in the list", (), THERE_AND_BACK),
    ("2,000 lines of a page", ("\r",), THERE_AND_BACK),
    ("2,000 letters in an answer", FIELD, "words " * 333 + "ab"),
]


def show(name, found):
    """Prints one row of the table."""
    if not found:
        print(f"| {name} | no answer | | | |", flush=True)
        return
    times, sizes = [time for time, _ in found], [size for _, size in found]
    print(f"| {name} | {share(times, 50):.2f} | {share(times, 99):.2f} | {share(sizes, 50):,.0f} "
          f"| {share(sizes, 99):,.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Measures the workbench in a terminal of its own.")
    parser.add_argument("binary")
    parser.add_argument("--keys", type=int, default=200, help="keys for each row")
    parser.add_argument("--starts", type=int, default=11)
    parser.add_argument("--idle", type=float, default=5, help="seconds of doing nothing")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(
            os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", HOME=folder, XDG_DATA_HOME=folder,
            XDG_CONFIG_HOME=folder, STRATA_NOTEBOOK=os.path.join(folder, "notebook.sqlite"))
        opened(binary, environment).close()  # makes the notebook
        first, settled = measure_start(binary, environment, options.starts)
        print(f"First frame {share(first, 50):.1f} ms, complete {share(settled, 50):.1f} ms "
              f"(median of {options.starts} starts)\n")
        print(f"| {options.keys} keys each | p50 ms | p99 ms | bytes p50 | bytes p99 |\n|---|---:|---:|---:|---:|")
        floor = Terminal(ECHO, environment)
        time.sleep(0.3)
        show("floor: a program that echoes", measure_keys(floor, ["x"], options.keys))
        for name, way, keys in CASES:
            show(name, measure_keys(opened(binary, environment, way), keys, options.keys))
        print("\n| at once | ms to the last byte | bytes |\n|---|---:|---:|")
        for name, way, keys in FLOODS:
            terminal = opened(binary, environment, way)
            milliseconds, count = terminal.flood(keys)
            terminal.close()
            print(f"| {name} | {milliseconds:.0f} | {count:,} |", flush=True)
        kilobytes, written, woken = measure_idle(binary, environment, options.idle)
        print(f"\nResident {kilobytes / 1024:.1f} MB. Doing nothing: {written:.0f} bytes "
              f"and {woken:.1f} wake-ups a second")


main()
