#!/usr/bin/env python3
"""Computes quantization.txt: what the reference quantizers make of seeded rows.

Simple types and every dequantizer: the gguf package of PyPI. K types: ggml's own library, from a build of llama.cpp.

    pip install gguf numpy
    python3 quantization.py path/to/libggml-base.so > quantization.txt
"""

import ctypes
import sys

import gguf
import numpy as np
from gguf.constants import GGML_QUANT_SIZES
from gguf.constants import GGMLQuantizationType as Type

MASK = (1 << 64) - 1
SIMPLE = ["F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"]
K = ["Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"]
# Where a block holds half-precision numbers, which must be finite.
HALVES = {
    "F16": [0], "BF16": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}  # fmt: skip


class SplitMix64:
    """The generator of Tests/StrataTesting."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


def bell(rng):
    """Nearly normal, exact in single precision: the sum of four 20-bit integers."""
    z = rng.next()
    parts = (z & 0xFFFFF) + (z >> 20 & 0xFFFFF) + (z >> 40 & 0xFFFFF) + (rng.next() & 0xFFFFF)
    return (parts - (1 << 21)) / (1 << 20)


def uniform(rng):
    return ((rng.next() >> 40) - (1 << 23)) / (1 << 23)


def row(kind):
    """256 · 64 weights of a kind; the Swift twin is `SeededRow`."""
    rng = SplitMix64(7)
    count = 256 * 64
    if kind == "bell":
        values = [bell(rng) for _ in range(count)]
    elif kind == "uniform":
        values = [uniform(rng) for _ in range(count)]
    elif kind == "positive":
        values = [abs(uniform(rng)) + 0.25 for _ in range(count)]
    elif kind == "outliers":
        values = [bell(rng) * (100 if i % 97 == 0 else 1) for i in range(count)]
    elif kind == "zeros":
        values = [0.0] * count
    elif kind == "constant":
        values = [-0.8125] * count
    elif kind == "sparse":
        values = [bell(rng) if i % 300 < 4 else 0.0 for i in range(count)]
    elif kind == "small":
        values = [bell(rng) / (1 << 22) for _ in range(count)]
    elif kind == "spread":
        values = [bell(rng) * 2.0 ** ((i * 7) % 24 - 12) for i in range(count)]
    return np.array(values, dtype=np.float32)


KINDS = ["bell", "uniform", "positive", "outliers", "zeros", "constant", "sparse", "small", "spread"]


def fnv(data):
    """FNV-1a of 64 bits."""
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & MASK
    return f"{h:016x}"


def random_blocks(name):
    """64 blocks of random bytes whose half-precision numbers are finite."""
    rng = SplitMix64(11)
    size = 2 if name in ("F16", "BF16") else GGML_QUANT_SIZES[Type[name]][1]
    blocks = bytearray(rng.next() & 0xFF for _ in range(size * 64))
    for start in range(0, len(blocks), size):
        for offset in HALVES[name]:
            blocks[start + offset + 1] &= 0xBF
    return np.frombuffer(bytes(blocks), dtype=np.uint8)


def k_quantize(library, name, values):
    out = np.zeros(values.size // 256 * GGML_QUANT_SIZES[Type[name]][1], dtype=np.uint8)
    library.ggml_quantize_chunk(
        int(Type[name]), values.ctypes.data_as(ctypes.c_void_p), out.ctypes.data_as(ctypes.c_void_p),
        ctypes.c_int64(0), ctypes.c_int64(1), ctypes.c_int64(values.size), None)  # fmt: skip
    return out


def weighting(values):
    """How ggml weighs errors of Q4_K and Q5_K: root mean square of 32 weights plus magnitude."""
    magnitudes = np.abs(values.astype(np.float64))
    return np.repeat(np.sqrt((magnitudes.reshape(-1, 32) ** 2).mean(axis=1)), 32) + magnitudes


def main():
    library = ctypes.CDLL(sys.argv[1])
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    print("# Made by quantization.py; the words of each line are named in QuantizationReference.swift.")
    for name in SIMPLE + K:
        data = random_blocks(name)
        print("dequantize", name, fnv(gguf.quants.dequantize(data, Type[name]).astype("<f4").tobytes()))
    for kind in KINDS:
        values = row(kind)
        print("row", kind, fnv(values.astype("<f4").tobytes()))
        for name in SIMPLE:
            data = gguf.quants.quantize(values, Type[name]).tobytes()
            print("quantize", name, kind, fnv(data), data[:34].hex())
        for name in K:
            data = k_quantize(library, name, values)
            back = gguf.quants.dequantize(data, Type[name]).astype(np.float64)
            squares = (back - values.astype(np.float64)) ** 2
            print("error", name, kind, repr(float(np.mean(squares))), repr(float(np.mean(squares * weighting(values)))))


main()
