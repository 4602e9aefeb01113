"""Small seeded models of every architecture, and what transformers computes with them in float64.

    python3 models.py                 writes the fixtures beside this file
    python3 models.py --gguf FOLDER   writes the models as GGUF files
Both take names of models to be limited to. README.md says how the weights are made.
"""

import argparse
import json
import math
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
GAMMA = np.uint64(0x9E3779B97F4A7C15)
PROMPT = 48
GREEDY = 32
SAMPLES = 32
CONTEXT = 512


# The generator.


def fnv1a(text):
    """FNV-1a, 64 bits, of the UTF-8 of a text."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def split_mix(seed, count):
    """The first numbers of SplitMix64."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + GAMMA * np.arange(1, count + 1, dtype=np.uint64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def weights(model, tensor):
    """The float32 weights of a tensor, in the order and shape of the file: rows of `shape[0]`."""
    if "values" in tensor:
        return np.array(tensor["values"], np.float32)
    count = math.prod(tensor["shape"])
    steps = (split_mix(fnv1a(f"{model}/{tensor['name']}"), count) >> np.uint64(40)).astype(np.int64) - 2**23
    spread = np.ldexp(steps.astype(np.float32), tensor["exponent"] - 23)
    return (np.float32(tensor["centre"]) + spread).reshape(tensor["shape"][::-1])


def digest(values):
    """The sum of (place + 1) times the bits of each float, modulo 2^64."""
    bits = np.ascontiguousarray(values, np.float32).reshape(-1).view(np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        return int((bits * np.arange(1, bits.size + 1, dtype=np.uint64)).sum(dtype=np.uint64))


# The models.


class Shape:
    """The figures of a model; what an architecture alone has stands in `more`."""

    def __init__(self, name, kind, hidden, heads, kv, head, ffn, layers, vocabulary, tied=False, base=10000.0,
                 **more):
        self.name, self.kind = name, kind
        self.hidden, self.heads, self.kv, self.head = hidden, heads, kv, head
        self.ffn, self.layers, self.vocabulary = ffn, layers, vocabulary
        self.tied, self.base, self.more = tied, base, more
        self.eps = float(np.float32(more.get("eps", 1e-5)))

    @property
    def architecture(self):
        """As `general.architecture` names it: Mistral is a llama."""
        return "llama" if self.kind == "mistral" else self.kind

    @property
    def is_gemma(self):
        return self.kind.startswith("gemma")


LLAMA3 = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 16.0, "original_max_position_embeddings": 256}

MODELS = [
    # hidden, heads, kv heads, head, feed-forward, layers, vocabulary
    Shape("llama-gqa", "llama", 256, 8, 2, 32, 512, 3, 512),
    Shape("llama3-factors", "llama", 96, 4, 2, 24, 160, 2, 320, base=500000.0, llama3=LLAMA3),
    Shape("llama-linear", "llama", 128, 4, 4, 32, 224, 2, 384, linear=4.0, eps=1e-3),
    Shape("llama-mqa-tied", "llama", 96, 3, 1, 32, 200, 3, 300, tied=True),
    Shape("mistral", "mistral", 256, 8, 2, 64, 768, 2, 512, base=1000000.0),
    Shape("qwen2", "qwen2", 256, 4, 2, 64, 512, 2, 512, base=1000000.0, eps=1e-6),
    Shape("qwen2-tied", "qwen2", 112, 7, 1, 16, 160, 2, 300, tied=True, base=1000000.0, eps=1e-6),
    Shape("qwen3", "qwen3", 256, 4, 2, 128, 512, 2, 512, tied=True, base=1000000.0, eps=1e-6),
    Shape("qwen3-odd", "qwen3", 96, 5, 1, 40, 136, 3, 320, base=1000000.0, eps=1e-3),
    Shape("gemma2", "gemma2", 256, 4, 2, 128, 512, 4, 512, tied=True, eps=1e-6, window=16, attention_cap=5.0,
          logit_cap=8.0),
    Shape("gemma2-odd", "gemma2", 96, 4, 1, 24, 136, 3, 300, tied=True, eps=1e-3, window=11, attention_cap=4.0,
          logit_cap=6.0),
    Shape("gemma3", "gemma3", 256, 4, 1, 64, 512, 7, 512, tied=True, base=1000000.0, eps=1e-6, window=16),
    Shape("gemma3-linear", "gemma3", 96, 4, 2, 40, 136, 6, 320, tied=True, base=1000000.0, eps=1e-3, window=13,
          linear=8.0, local_base=20000.0),
]


def llama3_factors(shape):
    """By how much Llama 3.1 slows every frequency: as transformers computes it, in float64."""
    p = shape.more["llama3"]
    factors = []
    for i in range(shape.head // 2):
        wavelength = 2 * math.pi * shape.base ** (2 * i / shape.head)
        turns = p["original_max_position_embeddings"] / wavelength
        smooth = (turns - p["low_freq_factor"]) / (p["high_freq_factor"] - p["low_freq_factor"])
        smooth = min(max(smooth, 0.0), 1.0)
        factors.append(1 / ((1 - smooth) / p["factor"] + smooth))
    return [float(f"{np.float32(factor):.9g}") for factor in factors]


def tensors(shape):
    """Every tensor of the file: name, shape with the row's length first, and the figures of its generator."""
    found = []

    def add(name, *dimensions, centre=0, exponent):
        found.append({"name": name, "shape": list(dimensions), "centre": centre, "exponent": exponent})

    def matrix(name, columns, rows, gain=1.0):
        add(name, columns, rows, exponent=round(math.log2(gain * math.sqrt(3 / columns))))

    def norm(name, size):
        add(name, size, centre=1, exponent=-2)

    queries, keys = shape.heads * shape.head, shape.kv * shape.head
    if shape.tied:  # a small embedding, so that the layers and not the last token's own row decide what follows
        matrix("token_embd.weight", shape.hidden, shape.vocabulary, gain=0.25)
        add("output_norm.weight", shape.hidden, centre=8, exponent=1)
    else:
        add("token_embd.weight", shape.hidden, shape.vocabulary, exponent=0)
        matrix("output.weight", shape.hidden, shape.vocabulary, gain=2)
        norm("output_norm.weight", shape.hidden)
    if "llama3" in shape.more:
        found.append({
            "name": "rope_freqs.weight", "shape": [shape.head // 2], "values": llama3_factors(shape)})
    for layer in range(shape.layers):
        p = f"blk.{layer}."
        norm(p + "attn_norm.weight", shape.hidden)
        matrix(p + "attn_q.weight", shape.hidden, queries, gain=2)
        matrix(p + "attn_k.weight", shape.hidden, keys, gain=2)
        matrix(p + "attn_v.weight", shape.hidden, keys)
        matrix(p + "attn_output.weight", queries, shape.hidden)
        if shape.kind == "qwen2":
            for name, size in [("q", queries), ("k", keys), ("v", keys)]:
                add(f"{p}attn_{name}.bias", size, exponent=-1)
        if shape.kind in ("qwen3", "gemma3"):
            add(p + "attn_q_norm.weight", shape.head, centre=2, exponent=-1)
            norm(p + "attn_k_norm.weight", shape.head)
        if shape.is_gemma:
            norm(p + "post_attention_norm.weight", shape.hidden)
            norm(p + "post_ffw_norm.weight", shape.hidden)
        norm(p + "ffn_norm.weight", shape.hidden)
        matrix(p + "ffn_gate.weight", shape.hidden, shape.ffn)
        matrix(p + "ffn_up.weight", shape.hidden, shape.ffn)
        matrix(p + "ffn_down.weight", shape.ffn, shape.hidden)
    return found


def metadata(shape):
    """The keys of the file without the tokenizer's: key, type, value."""
    a = shape.architecture
    keys = [
        ("general.architecture", "string", a),
        ("general.name", "string", shape.name),
        (f"{a}.context_length", "uint32", CONTEXT),
        (f"{a}.embedding_length", "uint32", shape.hidden),
        (f"{a}.block_count", "uint32", shape.layers),
        (f"{a}.feed_forward_length", "uint32", shape.ffn),
        (f"{a}.attention.head_count", "uint32", shape.heads),
        (f"{a}.attention.head_count_kv", "uint32", shape.kv),
        (f"{a}.attention.layer_norm_rms_epsilon", "float32", float(f"{np.float32(shape.eps):.9g}")),
    ]
    if shape.head * shape.heads != shape.hidden or shape.is_gemma:
        keys += [(f"{a}.attention.key_length", "uint32", shape.head),
                 (f"{a}.attention.value_length", "uint32", shape.head)]
    if shape.kind != "gemma2":  # its files do not say it: 10,000 is the default
        keys.append((f"{a}.rope.freq_base", "float32", shape.base))
    if a == "llama":
        keys += [(f"{a}.rope.dimension_count", "uint32", shape.head), (f"{a}.vocab_size", "uint32", shape.vocabulary)]
    if "linear" in shape.more:
        keys += [(f"{a}.rope.scaling.type", "string", "linear"),
                 (f"{a}.rope.scaling.factor", "float32", shape.more["linear"])]
    if "attention_cap" in shape.more:
        keys += [(f"{a}.attn_logit_softcapping", "float32", shape.more["attention_cap"]),
                 (f"{a}.final_logit_softcapping", "float32", shape.more["logit_cap"])]
    if "window" in shape.more:
        keys.append((f"{a}.attention.sliding_window", "uint32", shape.more["window"]))
    if "local_base" in shape.more:
        keys.append((f"{a}.rope.freq_base_swa", "float32", shape.more["local_base"]))
    return keys


def vocabulary():
    """A SentencePiece-style vocabulary for all models, each taking as much of its beginning as it has tokens."""
    letters, common = "abcdefghijklmnopqrstuvwxyz", "etaoinshrdlu"
    pieces = ["▁"] + list(letters) + ["▁" + c for c in letters]
    pieces += [a + b for a in common for b in common] + ["▁" + a + b for a in common for b in common]
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)] + pieces
    return {
        "tokens": tokens, "types": [2, 3, 3] + [6] * 256 + [1] * len(pieces),
        "scores": [0] * 259 + [-i for i in range(len(pieces))],
    }


def prompt(shape):
    """A seeded sequence of ids: neither control tokens nor any repetition but by chance."""
    numbers = split_mix(fnv1a(f"{shape.name}/ids"), PROMPT)
    return [3 + int(number % np.uint64(shape.vocabulary - 3)) for number in numbers]


# The files.


def write_gguf(shape, folder):
    import gguf

    writer = gguf.GGUFWriter(pathlib.Path(folder) / f"{shape.name}.gguf", shape.architecture)
    for key, kind, value in metadata(shape)[1:]:
        getattr(writer, f"add_{kind}")(key, value)
    words = vocabulary()
    writer.add_tokenizer_model("llama")
    writer.add_token_list(words["tokens"][:shape.vocabulary])
    writer.add_token_scores([float(score) for score in words["scores"][:shape.vocabulary]])
    writer.add_token_types(words["types"][:shape.vocabulary])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    for tensor in tensors(shape):
        writer.add_tensor(tensor["name"], weights(shape.name, tensor))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def compact(value):
    """JSON with 9 significant digits, numbers on few lines, one tensor a line."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{compact(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        separator = ",\n" if value and isinstance(value[0], (dict, list, tuple)) else ","
        return "[" + separator.join(map(compact, value)) + "]"
    return f"{value:.9g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def fixture(shape):
    """What the test reads: the model, the ids, the logits of some positions and the greedy continuation."""
    from transformer import Reference

    reference = Reference(shape)
    ids = prompt(shape)
    logits = reference.logits(ids)
    greedy, margin = reference.greedy(ids, GREEDY)
    assert margin > 1e-3, f"{shape.name}: two tokens are within {margin} of each other"
    places = [i * shape.vocabulary // SAMPLES for i in range(SAMPLES)]
    listed = [tensor | {"digest": f"{digest(weights(shape.name, tensor)):016x}"} for tensor in tensors(shape)]
    print(f"{shape.name}: logits {logits.std():.2f} at most {np.abs(logits).max():.2f}, greedy margin {margin:.4f}, "
          f"{len(set(greedy))} different of {GREEDY}")
    return {
        "name": shape.name, "vocabulary": shape.vocabulary, "metadata": metadata(shape), "tensors": listed,
        "ids": ids, "last": logits[-1].tolist(),
        "samples": [{"position": p, "logits": [float(logits[p][i]) for i in places]} for p in range(0, PROMPT, 8)],
        "greedy": greedy,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="models, by default all")
    parser.add_argument("--gguf", metavar="FOLDER")
    options = parser.parse_args()
    for shape in MODELS:
        if options.names and shape.name not in options.names:
            continue
        if options.gguf:
            write_gguf(shape, options.gguf)
        else:
            (HERE / f"{shape.name}.json").write_text(compact(fixture(shape)) + "\n")
    if not options.gguf and not options.names:
        (HERE / "vocabulary.json").write_text(compact(vocabulary()) + "\n")


if __name__ == "__main__":
    main()
