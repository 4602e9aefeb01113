#!/usr/bin/env python3
"""Computes mixes.txt: which type llama-quantize gives each tensor of some small models in each mixture.

    pip install gguf numpy
    python3 mixes.py path/to/llama-quantize > mixes.txt

A line is: MODEL MIXTURE TENSOR TYPE LAYERS, F32 left out but for the mixture of that name. The models are those of
`SmallModel` in QuantizerTests.swift; their weights do not matter.
"""

import os
import subprocess
import sys
import tempfile

import gguf
import numpy as np

MIXES = ["F32", "F16", "BF16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_K_S", "Q5_1", "Q5_0", "Q4_K_M", "Q4_K_S", "Q4_1", "Q4_0",
         "Q3_K_L", "Q3_K_M", "Q3_K_S", "Q2_K"]  # fmt: skip
# Name: architecture, hidden size, feed-forward size, layers, heads, KV heads, tied embeddings, experts.
MODELS = {
    "wide": ("llama", 256, 512, 17, 8, 2, False, 0),
    "odd": ("llama", 288, 768, 9, 6, 6, True, 0),
    "unfit": ("llama", 80, 256, 3, 2, 2, False, 0),
    "deep": ("llama", 256, 256, 80, 8, 1, False, 0),
    "biased": ("qwen2", 256, 288, 5, 4, 1, True, 0),
    "experts": ("llama", 256, 256, 8, 8, 4, False, 8),
}


def write(path, shape):
    arch, hidden, ff, layers, heads, kv_heads, tied, experts = shape
    kv = hidden // heads * kv_heads
    w = gguf.GGUFWriter(path, arch)
    w.add_context_length(64)
    w.add_embedding_length(hidden)
    w.add_block_count(layers)
    w.add_feed_forward_length(ff)
    w.add_head_count(heads)
    w.add_head_count_kv(kv_heads)
    w.add_layer_norm_rms_eps(1e-5)
    w.add_file_type(0)
    if experts:
        w.add_expert_count(experts)
        w.add_expert_used_count(2)

    def tensor(name, *shape):
        w.add_tensor(name, np.zeros(shape, dtype=np.float32))

    tensor("token_embd.weight", 300, hidden)
    if not tied:
        tensor("output.weight", 300, hidden)
    tensor("output_norm.weight", hidden)
    for layer in range(layers):
        p = f"blk.{layer}."
        for name, *size in [("attn_q", hidden, hidden), ("attn_k", kv, hidden), ("attn_v", kv, hidden),
                            ("attn_output", hidden, hidden)]:  # fmt: skip
            tensor(p + name + ".weight", *size)
        if arch == "qwen2":
            tensor(p + "attn_v.bias", kv)
        tensor(p + "attn_norm.weight", hidden)
        tensor(p + "ffn_norm.weight", hidden)
        if experts:
            tensor(p + "ffn_gate_inp.weight", experts, hidden)
            tensor(p + "ffn_gate_exps.weight", experts, ff, hidden)
            tensor(p + "ffn_up_exps.weight", experts, ff, hidden)
            tensor(p + "ffn_down_exps.weight", experts, hidden, ff)
        else:
            tensor(p + "ffn_gate.weight", ff, hidden)
            tensor(p + "ffn_up.weight", ff, hidden)
            tensor(p + "ffn_down.weight", hidden, ff)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def ranges(numbers):
    """0-3,7: runs of numbers."""
    runs = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def main():
    print("# Made by mixes.py.")
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "in.gguf"), os.path.join(folder, "out.gguf")
        for model, shape in MODELS.items():
            write(source, shape)
            for mix in MIXES:
                subprocess.run([sys.argv[1], source, target, mix, "1"], check=True, capture_output=True)
                reader = gguf.GGUFReader(target)
                fields = [int(reader.fields[key].contents())
                          for key in ["general.file_type", "general.quantization_version"]]  # fmt: skip
                print(model, mix, "file_type", fields[0], "quantization_version", fields[1])
                # Layers of one kind of tensor and one type.
                layers = {}
                for t in reader.tensors:
                    parts = t.name.split(".")
                    kind = ".".join(parts[2:]) if parts[0] == "blk" else t.name
                    layer = int(parts[1]) if parts[0] == "blk" else 0
                    if t.tensor_type.name != "F32" or mix == "F32":
                        layers.setdefault((kind, t.tensor_type.name), []).append(layer)
                for (kind, type_name), places in sorted(layers.items()):
                    print(model, mix, kind, type_name, ranges(sorted(places)))


main()
