"""The models of models.py in other programs: llama.cpp against the fixtures, and strata against llama.cpp.

    python3 peer.py FOLDER [--strata PROGRAM] [--types q8_0,q4_k …]

FOLDER takes the GGUF files. Needs llama-cpp-python; where only llama.cpp's libraries are there, its Python files and
LLAMA_CPP_LIB_PATH do. With --strata, both continue a text greedily, and their ids must be equal over 200 tokens.
Run by hand.
"""

import argparse
import ctypes
import json
import pathlib
import subprocess
import sys

import numpy as np
from llama_cpp import llama_cpp as llama

import models

LENGTH = 200
# Both round activations when weights are not F32, each in its way: what that does to logits, of the largest (README.md).
ROUNDING = 0.016
TEXTS = ["the rain in Spain stays", "An honest 12° test: ñ, 日本, ~"]


class Llama:
    """A model in llama.cpp: one thread, F32 keys and values, no flash attention."""

    def __init__(self, path):
        settings = llama.llama_model_default_params()
        settings.n_gpu_layers = 0
        self.model = llama.llama_model_load_from_file(str(path).encode(), settings)
        assert self.model, f"llama.cpp cannot load {path}"
        settings = llama.llama_context_default_params()
        settings.n_ctx = settings.n_batch = settings.n_ubatch = models.CONTEXT
        settings.n_threads = settings.n_threads_batch = 1
        settings.type_k = settings.type_v = llama.GGML_TYPE_F32
        settings.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.context = llama.llama_init_from_model(self.model, settings)
        assert self.context, f"llama.cpp cannot run {path}"
        self.words = llama.llama_model_get_vocab(self.model)
        self.size = llama.llama_vocab_n_tokens(self.words)
        self.batch = llama.llama_batch_init(models.CONTEXT, 0, 1)

    def close(self):
        llama.llama_batch_free(self.batch)
        llama.llama_free(self.context)
        llama.llama_model_free(self.model)

    def run(self, ids, start=0):
        """A row of logits for every id, the first standing at a position."""
        if start == 0:
            llama.llama_memory_clear(llama.llama_get_memory(self.context), True)
        self.batch.n_tokens = len(ids)
        for i, token in enumerate(ids):
            self.batch.token[i], self.batch.pos[i] = token, start + i
            self.batch.n_seq_id[i], self.batch.seq_id[i][0], self.batch.logits[i] = 1, 0, 1
        assert llama.llama_decode(self.context, self.batch) == 0
        return [np.ctypeslib.as_array(llama.llama_get_logits_ith(self.context, i), (self.size,)).copy()
                for i in range(len(ids))]

    def tokens(self, text):
        room = (llama.llama_token * 256)()
        text = text.encode()
        return list(room[:llama.llama_tokenize(self.words, text, len(text), room, 256, True, True)])

    def greedy(self, ids, count):
        """The most likely continuation, how close the second token came to the first each time."""
        row, start, found, margins = self.run(ids)[-1], len(ids), [], []
        while len(found) < count:
            second, first = np.argsort(row)[-2:]
            found.append(int(first))
            margins.append(float(row[first] - row[second]))
            if llama.llama_vocab_is_eog(self.words, int(first)):
                break
            row, start = self.run([int(first)], start)[0], start + 1
        return found, margins


def agreement(peer, shape):
    """By how much llama.cpp's logits differ from the fixture's, as a share of the largest; equal greedy ids; the largest logit."""
    fixture = json.loads((models.HERE / f"{shape.name}.json").read_text())
    rows = peer.run(fixture["ids"])
    last = np.array(fixture["last"])
    places = [i * shape.vocabulary // models.SAMPLES for i in range(models.SAMPLES)]
    worst = np.abs(rows[-1] - last).max()
    for sample in fixture["samples"]:
        worst = max(worst, np.abs(rows[sample["position"]][places] - sample["logits"]).max())
    ids, _ = peer.greedy(fixture["ids"], models.GREEDY)
    expected = fixture["greedy"]
    same = next((i for i, pair in enumerate(zip(ids, expected)) if pair[0] != pair[1]), len(ids))
    return worst / np.abs(last).max(), same, np.abs(last).max()


def compare(strata, peer, path, tie):
    """Whether strata continues as llama.cpp does; says the first difference with the margin there.

    Where llama.cpp's best tokens lie within `tie` of each other, it cannot itself tell which is right: no failure.
    """
    for text in TEXTS:
        ids, margins = peer.greedy(peer.tokens(text), LENGTH)
        command = [strata, "model", "generate", str(path), "--prompt", text, "-n", str(LENGTH), "--temperature", "0",
                   "--raw", "--json"]
        ours = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["ids"]
        if llama.llama_vocab_is_eog(peer.words, ids[-1]):
            ids, ours = ids[:-1], ours[:len(ids) - 1]
        place = next((i for i in range(len(ids)) if ours[i:i + 1] != ids[i:i + 1]), None)
        if place is None:
            yield f"{len(ids)} equal", True
        else:
            yield f"differs at {place}: {ours[place:place + 1]}, llama.cpp {ids[place]}, " \
                  f"margin {margins[place]:.3g}{' (a tie)' if margins[place] < tie else ''}", margins[place] < tie


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--strata", metavar="PROGRAM")
    parser.add_argument("--types", default="", help="also quantised by strata to these types, by commas")
    options = parser.parse_args()
    llama.llama_log_set(QUIET, None)
    llama.llama_backend_init()
    right = True
    for shape in models.MODELS:
        models.write_gguf(shape, options.folder)
        path = options.folder / f"{shape.name}.gguf"
        peer = Llama(path)
        error, same, largest = agreement(peer, shape)
        print(f"{shape.name:16} llama.cpp against transformers: {error:.1e} of the largest logit, "
              f"{same} of {models.GREEDY} greedy ids")
        right = right and error < 1e-3
        if options.strata:
            files = [(path, peer, 2 * error * largest)]
            for kind in filter(None, options.types.split(",")):
                other = options.folder / f"{shape.name}-{kind}.gguf"
                subprocess.run([options.strata, "model", "quantize", path, other, "--type", kind],
                               capture_output=True, check=True)
                files.append((other, Llama(other), ROUNDING * largest))
            for path, peer, tie in files:
                for said, equal in compare(options.strata, peer, path, tie):
                    print(f"  {path.stem}: {said}")
                    right = right and equal
                peer.close()
        else:
            peer.close()
    sys.exit(0 if right else 1)


QUIET = llama.llama_log_callback(lambda level, text, user: None)

if __name__ == "__main__":
    main()
