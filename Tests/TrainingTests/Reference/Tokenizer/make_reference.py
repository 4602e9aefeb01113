"""Learns a vocabulary with plain Python and with Hugging Face's tokenizers, and writes figures for the Swift tests.

    pip install tokenizers==0.23.3
    python make_reference.py ../../../../Content

writes reference.json beside this file: pieces of this project's own pages and odd texts, and what is learnt from them. Two learners run.
`learn` counts all pairs anew before each merge. With Hugging Face's rule for equally frequent pairs (lower identifiers
first) its merges must be exactly those of BpeTrainer: that shows that `learn` is right. With this project's rule (bytes)
it gives the merges of the fixture. Then Hugging Face's BPE model tokenizes texts with them.
"""
import collections
import glob
import json
import os
import random
import sys

from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, trainers

HERE = os.path.dirname(os.path.abspath(__file__))
RNG = random.Random(5)
MERGES = 400
SPECIAL = ["<|end|>", "<|user|>", "<|assistant|>", "<|context|>"]
ODD = [
    "", " ", "  x", "a\n\n  b\t\tc", "I'VE told you: it's theirs, we'll see; don'T", "12 345 6789 3.14 1,000", "x=1\n#y\n\n##z",
    "Größe und Maß", "新しいパンを", "हम ताज़ी रोटी", "👍🏽 👩‍👩‍👧‍👦 🇩🇪", "½²⑳ ٣٤ Ⅷ", "\0\x7f\u200b", "a" * 40, "=" * 33, "Ġ Ċ é e\u0301",
    "<|user|>What is a layer?<|end|><|assistant|>A layer", "<|user|> <|end|>\n<|assistant|>", "<|end|", "\r\r\n\n\r",
]
ALPHABET = sorted(pre_tokenizers.ByteLevel.alphabet())


def cut():
    """How `smollm` cuts words."""
    return pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])


def byte_of():
    """The byte for each character of the alphabet; those that aren't visible come after the others."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {chr(byte): byte for byte in visible} | {chr(0x100 + i): byte for i, byte in enumerate(hidden)}


BYTE = byte_of()


def spelled(token):
    return bytes(BYTE[character] for character in token)


def learn(words, count, rank):
    """Merges with their counts; of equally frequent pairs the one with the lowest rank is merged."""
    words = [(list(word), number) for word, number in words.items()]
    identifiers = {character: place for place, character in enumerate(ALPHABET)}
    merges = []
    while len(merges) < count:
        counts = collections.Counter()
        for symbols, number in words:
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += number
        most = max(counts.values())
        equal = [pair for pair in counts if counts[pair] == most]
        best = min(equal, key=lambda pair: rank(pair, identifiers))
        identifiers["".join(best)] = len(identifiers)
        merges.append((*best, most, len(equal)))
        words = [(joined(symbols, best), number) for symbols, number in words if len(symbols) > 1]
    return merges


def joined(symbols, pair):
    out, place = [], 0
    while place < len(symbols):
        if tuple(symbols[place:place + 2]) == pair:
            out.append("".join(pair))
            place += 2
        else:
            out.append(symbols[place])
            place += 1
    return out


def by_bytes(pair, _):
    return spelled(pair[0]), spelled(pair[1])


def by_identifiers(pair, identifiers):
    return identifiers[pair[0]], identifiers[pair[1]]


def counted(texts):
    words = collections.Counter()
    for text in texts:
        words.update(word for word, _ in cut().pre_tokenize_str(text))
    return words


def hugging_face(texts, count):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = cut()
    trainer = trainers.BpeTrainer(vocab_size=256 + count, initial_alphabet=ALPHABET, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return [tuple(merge) if isinstance(merge, list) else tuple(merge.split(" ")) for merge in merges]


def compare(texts, count):
    """Both learners on texts without special tokens; what this project's rule gives."""
    words = counted(texts)
    theirs = hugging_face(texts, count)
    assert [merge[:2] for merge in learn(words, count, by_identifiers)] == theirs, "the plain learner isn't Hugging Face's"
    ours = learn(words, count, by_bytes)
    same = next((i for i, pair in enumerate(zip(ours, theirs)) if pair[0][:2] != pair[1]), count)
    common = len({"".join(merge[:2]) for merge in ours} & {"".join(merge) for merge in theirs})
    ties = sum(1 for merge in ours if merge[3] > 1)
    print(
        f"{len(words)} distinct words, {count} merges: equal to Hugging Face's up to merge {same}, "
        f"{common} of {count} tokens in common, {ties} merges chosen among equally frequent pairs")
    return ours


def ids(merges, texts):
    """What Hugging Face makes of texts with the vocabulary in this project's order."""
    tokens = sorted(ALPHABET, key=BYTE.get) + [left + right for left, right, *_ in merges]
    model = models.BPE({token: place for place, token in enumerate(tokens)}, [merge[:2] for merge in merges])
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = cut()
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIAL])
    assert [tokenizer.token_to_id(name) for name in SPECIAL] == list(range(len(tokens), len(tokens) + len(SPECIAL)))
    return [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]


def pages(folder):
    for path in sorted(glob.glob(os.path.join(folder, "**/*.md"), recursive=True)):
        with open(path, encoding="utf-8") as page:
            yield page.read()


def main():
    whole = list(pages(sys.argv[1]))
    compare(whole, 1700)
    paragraphs = [part for text in whole for part in text.split("\n\n") if 80 < len(part) < 400]
    texts = RNG.sample(paragraphs, 60) + ODD[1:16]
    merges = compare(texts, MERGES)
    heldout = ODD + RNG.sample(paragraphs, 10)
    reference = {
        "texts": texts, "special": SPECIAL,
        "merges": [f"{left} {right} {count}" for left, right, count, _ in merges],
        "heldout": heldout, "ids": ids(merges, heldout)}
    with open(os.path.join(HERE, "reference.json"), "w") as out:
        json.dump(reference, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
