"""Compares Hugging Face's tokenizers and llama.cpp on a byte-pair vocabulary that this project has learnt.

    python peer.py MODEL.gguf LLAMA-TOKENIZE [TEXT-FILE ...]

MODEL.gguf may be a model or a vocabulary alone; `tokenizer.ggml.pre` must be smollm. Each text, the odd ones of make_reference.py
among them, is given to both; it says how many ids there are and where they differ. With OUT=FILE in the environment the
ids are written as JSON, a list for each text.
"""
import json
import os
import subprocess
import sys
import tempfile

from gguf import GGUFReader
from tokenizers import AddedToken, Tokenizer, models

from make_reference import ODD, cut


def vocabulary(path):
    fields = GGUFReader(path).fields
    value = {name: fields[f"tokenizer.ggml.{name}"].contents() for name in ("tokens", "merges", "token_type", "pre")}
    assert value["pre"] == "smollm", value["pre"]
    ordinary = [token for token, kind in zip(value["tokens"], value["token_type"]) if kind == 1]
    special = [token for token, kind in zip(value["tokens"], value["token_type"]) if kind == 3]
    model = models.BPE({token: place for place, token in enumerate(ordinary)}, [tuple(m.split(" ")) for m in value["merges"]])
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = cut()
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in special])
    return tokenizer


def main():
    model, program, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    tokenizer = vocabulary(model)
    texts = [text for text in ODD if text and "\0" not in text]
    for path in files:
        with open(path, encoding="utf-8", newline="") as text:
            texts.append(text.read())
    count, different, all_ids = 0, 0, []
    for text in texts:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            out = subprocess.run(
                [program, "-m", model, "-f", file.name, "--ids", "--no-escape", "--log-disable"],
                check=True, capture_output=True, text=True).stdout
        ids = json.loads(out[out.rindex("["):])
        expected = tokenizer.encode(text, add_special_tokens=False).ids
        all_ids.append(ids)
        count += len(ids)
        if ids != expected:
            different += 1
            print(f"different: {text[:60]!r}: {ids[:20]} and {expected[:20]}")
    print(f"{len(texts)} texts, {count} ids: {different} texts differ")
    if "OUT" in os.environ:
        with open(os.environ["OUT"], "w") as out:
            json.dump(all_ids, out)


if __name__ == "__main__":
    main()
